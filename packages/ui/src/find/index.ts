export {
  Close,
  Count,
  type FindRootProps,
  type FindState,
  Input,
  Next,
  Older,
  Previous,
  Root,
} from './Find.tsx'
