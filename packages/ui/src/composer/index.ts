export { Input, Root, Send, Stop } from './Composer.tsx'
