// What can be done with a message that was sent: recall it for everybody, edit it, delete it for oneself.

import TIM, { type Message } from 'tim-wasm'
import { groups } from './groups'
import { roleIn } from './members'
import { notify } from './notices'
import { mayTo } from './rights'
import { sdk } from './sdk'
import { refresh, remove } from './thread'

/** Servers let a message be recalled for two minutes, unless they are set otherwise. */
const RECALL_S = 120

export function isRecallable(message: Message): boolean {
  if (isSentByMe(message)) return Date.now() / 1000 - message.time < RECALL_S
  // Who runs a group may take back what others have written, at any time.
  const group = message.conversationType === TIM.TYPES.CONV_GROUP ? groups.value.get(message.to) : undefined
  return group !== undefined && !message.isRevoked && message.flow === 'in' && mayTo(group, 'recall', roleIn(group.id, message.from))
}

export function isEditable(message: Message): boolean {
  return isSentByMe(message) && message.type === TIM.TYPES.MSG_TEXT
}

function isSentByMe({ flow, status, isRevoked }: Message): boolean {
  return flow === 'out' && status === 'success' && !isRevoked
}

/** Takes a message back. It stays in the chat as recalled and keeps its content, to be written anew. */
export async function recall(message: Message): Promise<void> {
  try {
    await sdk().revokeMessage(message)
  } catch (error) {
    notify(error)
  }
  refresh()
}

/** Deletes a message for this user; the other person keeps it. */
export async function deleteForMe(message: Message): Promise<void> {
  try {
    await sdk().deleteMessage([message])
    remove(message)
  } catch (error) {
    notify(error)
  }
}

/** Replaces what a text message says, on both sides. */
export async function edit(message: Message, text: string): Promise<void> {
  if (message.type !== TIM.TYPES.MSG_TEXT || message.payload.text === text) return
  const before = message.payload.text
  message.payload.text = text
  refresh()
  try {
    await sdk().modifyMessage(message)
  } catch (error) {
    // When somebody else has changed it at the same time, the message shows what they wrote.
    if (message.payload.text === text) message.payload.text = before
    notify(error)
  }
  refresh()
}
