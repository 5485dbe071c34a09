// To whom a message is forwarded: one of the conversations in the list.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Message } from 'tim-wasm'
import { conversations, currentUser } from '../chat'
import { forward } from '../outbox'
import { go } from '../route'
import { Avatar } from './avatar'

const forwarded = signal<Message | null>(null)

export function askForward(message: Message): void {
  forwarded.value = message
}

export function ForwardHost() {
  const message = forwarded.value
  return message && <ForwardDialog message={message} />
}

function ForwardDialog({ message }: { message: Message }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const choose = (peer: string) => {
    dialog.current?.close()
    void forward(peer, message)
    go(currentUser(), peer)
  }
  return (
    <dialog ref={dialog} aria-labelledby="forward-title" onClose={() => (forwarded.value = null)}>
      <h2 id="forward-title">Forward to</h2>
      <ul class="people">
        {conversations.value.map(({ peer, name, avatar }) => (
          <li key={peer}>
            <button type="button" onClick={() => choose(peer)}>
              <Avatar user={peer} name={name} picture={avatar} />
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
