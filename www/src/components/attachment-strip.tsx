// What is attached and not sent yet, above the line one writes in.

import { type Attachment, attachmentsOf, removeAttachment } from '../attachments'
import { amount } from '../media'
import { CloseIcon, FileIcon } from './icons'

export function AttachmentStrip({ peer }: { peer: string }) {
  const attachments = attachmentsOf(peer)
  if (attachments.length === 0) return null
  return (
    <ul class="attachments" aria-label="Attached">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          <Preview attachment={attachment} />
          <span class="about">
            <bdi class="title">{attachment.file.name}</bdi>
            <span class="muted">{amount(attachment.file.size)}</span>
          </span>
          <button
            type="button"
            class="plain"
            aria-label={`Remove ${attachment.file.name}`}
            onClick={() => removeAttachment(peer, attachment.id)}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Preview({ attachment: { kind, preview } }: { attachment: Attachment }) {
  if (kind === 'image') return <img src={preview} alt="" />
  if (kind === 'video') return <video src={preview} muted preload="metadata" aria-hidden="true" />
  return (
    <span class="symbol">
      <FileIcon />
    </span>
  )
}
