export {
  Attach,
  Attachment,
  AttachmentName,
  AttachmentRemove,
  AttachmentRetry,
  type AttachmentState,
  AttachmentStatus,
  Attachments,
  type ComposerAttachmentProps,
  type ComposerAttachmentsProps,
} from './Attachments.tsx'
export { Completions } from './CompletionList.tsx'
export { type ComposerRootProps, Field, Input, Mode, Root, Send, Stop } from './Composer.tsx'
export type { ComposerState, ComposerStatus } from './ComposerContext.tsx'
export type { Completion, CompletionSource, SlashCommand } from './completions.ts'
export type { Attachment as ComposerFile, AttachmentLimits } from './useAttachments.ts'
