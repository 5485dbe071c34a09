// To whom messages are forwarded: one of the conversations in the list.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Message } from 'tim-wasm'
import { conversations, currentUser } from '../chat'
import { forward, forwardMerged } from '../outbox'
import { go } from '../route'
import { stopSelecting } from '../selection'
import { groupOf } from '../target'
import { Avatar } from './avatar'

/** What is forwarded: each message by itself, or all as one. */
interface Forwarded {
  messages: Message[]
  merged: boolean
}

const forwarded = signal<Forwarded | null>(null)

export function askForward(messages: Message[], merged: boolean): void {
  forwarded.value = { messages, merged }
}

export function ForwardHost() {
  return forwarded.value && <ForwardDialog {...forwarded.value} />
}

function ForwardDialog({ messages, merged }: Forwarded) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const choose = (peer: string) => {
    dialog.current?.close()
    stopSelecting()
    void (merged ? forwardMerged(peer, messages) : forward(peer, messages))
    go(currentUser(), peer)
  }
  return (
    <dialog ref={dialog} aria-labelledby="forward-title" onClose={() => (forwarded.value = null)}>
      <h2 id="forward-title">Forward to</h2>
      <ul class="people">
        {conversations.value.map(({ peer, name, avatar }) => (
          <li key={peer}>
            <button type="button" onClick={() => choose(peer)}>
              <Avatar user={groupOf(peer) || peer} name={name} picture={avatar} />
              <bdi>{name}</bdi>
            </button>
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
      </div>
    </dialog>
  )
}
