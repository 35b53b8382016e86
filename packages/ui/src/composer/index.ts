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
export { type ComposerRootProps, Field, Input, Mode, Root, Send, Stop } from './Composer.tsx'
export type { ComposerState, ComposerStatus } from './ComposerContext.tsx'
export type { Attachment as ComposerFile, AttachmentLimits } from './useAttachments.ts'
