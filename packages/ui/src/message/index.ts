export { Actions, Copy, Edit, Retry } from './Actions.tsx'
export { Editor } from './Editor.tsx'
export { Fork } from './Fork.tsx'
export { Author, Content, Data, File, Link, Root, Source, Status, Text, Time, Unknown } from './Message.tsx'
