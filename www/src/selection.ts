// Which messages of the open chat are chosen, to do something with all of them.

import { signal } from '@preact/signals'
import type { Message } from 'tim-wasm'
import { type Row, thread } from './thread'

/** As many long messages as fit into one request. */
export const AT_MOST = 50

/** IDs of the chosen messages; null while nobody chooses. */
export const selected = signal<ReadonlySet<string> | null>(null)

export function isSelectable({ message, delivery, revoked }: Row): boolean {
  return delivery !== 'sending' && delivery !== 'failed' && !revoked && message.type !== undefined
}

export function startSelecting(id: string): void {
  selected.value = new Set([id])
}

export function stopSelecting(): void {
  selected.value = null
}

export function toggleSelected(id: string): void {
  const chosen = new Set(selected.value)
  if (!chosen.delete(id) && chosen.size < AT_MOST) chosen.add(id)
  selected.value = chosen
}

/** The chosen messages, oldest first. What was recalled or deleted meanwhile is chosen no more. */
export function selectedMessages(): Message[] {
  const rows = thread.value?.rows ?? []
  return rows.filter((row) => selected.value?.has(row.id) && isSelectable(row)).map(({ message }) => message)
}
