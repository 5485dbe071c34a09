// What can be done with one message: the entries of its menu, and the line in the composer that says what
// is being replied to or edited.

import TIM, { type Message } from 'tim-wasm'
import { deleteForMe, isEditable, isRecallable, recall } from '../changes'
import { preview } from '../content'
import { type Intention, setDraft, setIntention } from '../drafts'
import { isSelectable, startSelecting } from '../selection'
import { groupOf } from '../target'
import type { Row } from '../thread'
import { askForward } from './forward-dialog'
import { CloseIcon } from './icons'
import type { MenuItem } from './menu'

export function messageItems(row: Row, peer: string): MenuItem[] {
  const { message, delivery, revoked } = row
  if (delivery === 'sending' || delivery === 'failed') return []
  const items: MenuItem[] = []
  if (!revoked) items.push({ label: 'Reply', run: () => write(peer, { kind: 'reply', message }) })
  if (!revoked && message.type === TIM.TYPES.MSG_TEXT) {
    const { text } = message.payload
    items.push({ label: 'Copy text', run: () => void navigator.clipboard?.writeText(text).catch(() => {}) })
  }
  if (isSelectable(row)) {
    items.push({ label: 'Forward', run: () => askForward([message], false) })
    items.push({ label: 'Select', run: () => startSelecting(message.ID) })
  }
  if (isEditable(message)) items.push({ label: 'Edit', run: () => write(peer, { kind: 'edit', message }) })
  if (isRecallable(message)) items.push({ label: groupOf(peer) ? 'Recall for everybody' : 'Recall for both', run: () => void recall(message) })
  items.push({ label: 'Delete for me', danger: true, run: () => void deleteForMe(message) })
  return items
}

function write(peer: string, intention: Intention): void {
  setIntention(peer, intention)
  if (intention.kind === 'edit') writeAgain(peer, intention.message)
  focusComposer()
}

/** Puts a text message's text into the composer. */
export function writeAgain(peer: string, message: Message): void {
  if (message.type === TIM.TYPES.MSG_TEXT) setDraft(peer, message.payload.text)
  focusComposer()
}

function focusComposer(): void {
  document.querySelector<HTMLElement>('.composer textarea')?.focus()
}

export function IntentionLine({ intention, peer, name }: { intention: Intention; peer: string; name: string }) {
  const { kind, message } = intention
  const author = message.flow === 'out' ? 'yourself' : groupOf(peer) ? message.nameCard || message.nick || message.from : name
  return (
    <div class="intention">
      <p>
        <strong>{kind === 'edit' ? 'Edit message' : <>Reply to <bdi>{author}</bdi></>}</strong>
        <span class="muted">{preview(message)}</span>
      </p>
      <button
        type="button"
        class="plain"
        aria-label={kind === 'edit' ? 'Stop editing' : 'Do not reply to this message'}
        onClick={() => {
          setIntention(peer, undefined)
          focusComposer()
        }}
      >
        <CloseIcon />
      </button>
    </div>
  )
}
