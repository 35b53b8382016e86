export { Cost, Details, Meter, Root, type UsageRootProps, type UsageState } from './Usage.tsx'
