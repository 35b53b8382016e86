export {
  Header,
  Item,
  Items,
  Root,
  type SourcesHeaderProps,
  type SourcesItemProps,
  type SourcesRootProps,
} from './Sources.tsx'
