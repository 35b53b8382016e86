export {
  Item,
  Name,
  Root,
  Status,
  type SubsessionItemProps,
  type SubsessionNode,
  type SubsessionState,
  type SubsessionsRootProps,
  type SubsessionsState,
  Toggle,
  Tool,
} from './Subsessions.tsx'
