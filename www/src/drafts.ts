// What somebody has written and not sent, per chat, and what it is meant for: a new message, a reply, or
// another text of a message that was sent. It survives switching chats, not a reload.

import { signal } from '@preact/signals'
import type { Message } from 'tim-wasm'

/** What the text in the composer will be; without one, a new message. */
export type Intention = { kind: 'reply' | 'edit'; message: Message }

const drafts = signal<Record<string, string>>({})
const intentions = signal<Record<string, Intention | undefined>>({})

export function draftOf(peer: string): string {
  return drafts.value[peer] ?? ''
}

export function setDraft(peer: string, text: string): void {
  drafts.value = { ...drafts.value, [peer]: text }
}

export function intentionOf(peer: string): Intention | undefined {
  return intentions.value[peer]
}

export function setIntention(peer: string, intention: Intention | undefined): void {
  // A text that is no longer to replace another is nothing one wants to send.
  if (intentionOf(peer)?.kind === 'edit') setDraft(peer, '')
  intentions.value = { ...intentions.value, [peer]: intention }
}

/** Another user signs in. */
export function clearDrafts(): void {
  drafts.value = {}
  intentions.value = {}
}
