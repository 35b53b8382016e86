export { Author, Content, Data, File, Root, Source, Status, Text, Time, Unknown } from './Message.tsx'
