// What somebody has written and not sent, per chat. It survives switching chats, not a reload.

import { signal } from '@preact/signals'

const drafts = signal<Record<string, string>>({})

export function draftOf(peer: string): string {
  return drafts.value[peer] ?? ''
}

export function setDraft(peer: string, text: string): void {
  drafts.value = { ...drafts.value, [peer]: text }
}
