// Files that somebody has chosen, pasted or dropped and not sent yet, per chat, and which kind of message
// each will become. Sending them is in outbox.ts.

import { signal } from '@preact/signals'

export type AttachmentKind = 'image' | 'video' | 'audio' | 'file'

export interface Attachment {
  id: number
  kind: AttachmentKind
  file: File
  /** A local address to show pictures and films at; `''` for other files. */
  preview: string
}

const chosen = signal<Record<string, Attachment[]>>({})
let count = 0

export function attachmentsOf(peer: string): Attachment[] {
  return chosen.value[peer] ?? []
}

export function attach(peer: string, files: Iterable<File>): void {
  const added = [...files].map((file): Attachment => {
    const kind = kindOf(file)
    count += 1
    return { id: count, kind, file, preview: kind === 'file' ? '' : URL.createObjectURL(file) }
  })
  chosen.value = { ...chosen.value, [peer]: [...attachmentsOf(peer), ...added] }
}

export function removeAttachment(peer: string, id: number): void {
  for (const { preview } of attachmentsOf(peer).filter((attachment) => attachment.id === id)) {
    if (preview) URL.revokeObjectURL(preview)
  }
  chosen.value = { ...chosen.value, [peer]: attachmentsOf(peer).filter((attachment) => attachment.id !== id) }
}

/** What is to be sent now. It is no longer waiting afterwards. */
export function takeAttachments(peer: string): Attachment[] {
  const taken = attachmentsOf(peer)
  for (const { id } of taken) removeAttachment(peer, id)
  return taken
}

/** Another user signs in: what the last one has chosen is not theirs to send. */
export function clearAttachments(): void {
  for (const peer of Object.keys(chosen.value)) takeAttachments(peer)
  chosen.value = {}
}

const MIB = 1024 * 1024

/** What the SDK takes as a picture or a film, by name, type and size. Everything else goes as a file. */
function kindOf({ name, type, size }: File): AttachmentKind {
  const picture = type.startsWith('image/') && /\.(jpe?g|gif|png|bmp|webp)$/i.test(name)
  if (picture && size < 20 * MIB) return 'image'
  const film = ['video/mp4', 'video/quicktime', 'video/mov'].includes(type)
  return film && size <= 100 * MIB ? 'video' : 'file'
}
