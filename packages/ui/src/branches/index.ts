export { type BranchesRootProps, type BranchesState, Next, Place, Previous, Root } from './Branches.tsx'
