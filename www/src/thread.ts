// The messages' side of the SDK: the open chat's messages, older ones on demand, sending and its
// outcome, receiving. The SDK keeps what was sent and received; a page keeps what it shows, because
// a message that could not be sent is in no history.

import { signal } from '@preact/signals'
import TIM, { type Message, type TIMInstance } from 'tim-wasm'
import { preview } from './content'
import { sdk } from './sdk'

/** A message's way: sending → sent → read, or sending → failed → sending again. `received`: from the other. */
export type Delivery = 'sending' | 'sent' | 'read' | 'failed' | 'received'

/** A message as it is shown. The SDK changes Message objects in place; each change makes a new row. */
export interface Row {
  id: string
  message: Message
  delivery: Delivery
  revoked: boolean
  time: number
  /** Why sending failed. */
  error?: unknown
}

/** One chat as it is shown. */
export interface ThreadView {
  peer: string
  rows: Row[]
  /** Whether the oldest message is there. */
  complete: boolean
  loading: boolean
  /** Why the older messages could not be loaded. */
  error?: unknown
}

interface Thread extends ThreadView {
  messages: Message[]
  /** Where the next page of history starts. */
  next: string
}

/** The open chat, null when none is. */
export const thread = signal<ThreadView | null>(null)
/** What a screen reader says when a message arrives; the ID tells two equal texts apart. */
export const announcement = signal({ id: '', text: '' })

const threads = new Map<string, Thread>()
const failures = new Map<string, unknown>()
let openPeer = ''

// --- showing --------------------------------------------------------------------------------------

/** Opens the chat with `peer`; `''` closes it. What was loaded before is still there. */
export function openThread(peer: string): void {
  openPeer = peer
  if (peer && !threads.has(peer)) {
    threads.set(peer, { peer, messages: [], rows: [], next: '', complete: false, loading: false })
    void loadOlder(peer)
  }
  show()
}

/** Forgets everything: another user signs in. */
export function clearThreads(): void {
  threads.clear()
  failures.clear()
  openPeer = ''
  thread.value = null
}

/** Publishes the open chat as new rows; a row that did not change keeps its identity. */
function show(): void {
  const open = threads.get(openPeer)
  if (!open) {
    thread.value = null
    return
  }
  const before = new Map(open.rows.map((row) => [row.id, row]))
  open.rows = open.messages.map((message) => {
    const row = rowOf(message)
    const old = before.get(row.id)
    return old && old.delivery === row.delivery && old.time === row.time && old.revoked === row.revoked ? old : row
  })
  const { peer, rows, complete, loading, error } = open
  thread.value = { peer, rows, complete, loading, error }
}

function rowOf(message: Message): Row {
  return {
    id: message.ID,
    message,
    delivery: deliveryOf(message),
    revoked: message.isRevoked,
    time: message.time,
    error: failures.get(message.ID),
  }
}

function deliveryOf(message: Message): Delivery {
  if (message.flow === 'in') return 'received'
  if (message.status === 'fail') return 'failed'
  if (message.status !== 'success') return 'sending'
  return message.isPeerRead ? 'read' : 'sent'
}

// --- history --------------------------------------------------------------------------------------

/** Loads the page of messages before the oldest one that is there. */
export async function loadOlder(peer: string): Promise<void> {
  const target = threads.get(peer)
  if (!target || target.loading || target.complete) return
  target.loading = true
  target.error = undefined
  show()
  try {
    const { data } = await sdk().getMessageList({
      conversationID: TIM.TYPES.CONV_C2C + peer,
      ...(target.next && { nextReqMessageID: target.next }),
    })
    const known = new Set(target.messages.map((message) => message.ID))
    target.messages.unshift(...data.messageList.filter((message) => !known.has(message.ID)))
    target.next = data.nextReqMessageID
    target.complete = data.isCompleted
  } catch (error) {
    target.error = error
  }
  target.loading = false
  show()
}

// --- sending --------------------------------------------------------------------------------------

export function sendText(peer: string, text: string): Promise<void> {
  return send(peer, sdk().createTextMessage({ to: peer, conversationType: TIM.TYPES.CONV_C2C, payload: { text } }))
}

/** A face message is a number and a text that both sides understand; here the text is an emoji. */
export function sendSticker(peer: string, index: number, data: string): Promise<void> {
  return send(
    peer,
    sdk().createFaceMessage({ to: peer, conversationType: TIM.TYPES.CONV_C2C, payload: { index, data } }),
  )
}

export function sendLocation(peer: string, latitude: number, longitude: number): Promise<void> {
  const payload = { description: 'My location', latitude, longitude }
  return send(peer, sdk().createLocationMessage({ to: peer, conversationType: TIM.TYPES.CONV_C2C, payload }))
}

function send(peer: string, message: Message): Promise<void> {
  threads.get(peer)?.messages.push(message)
  return settle(message, sdk().sendMessage(message))
}

/** Sends a failed message again, as the newest. It keeps its ID: the receiver cannot get it twice. */
export function resend(message: Message): Promise<void> {
  const messages = discard(message)
  messages?.push(message)
  return settle(message, sdk().resendMessage(message))
}

/** Takes a message that was never sent out of the chat. */
export function discard(message: Message): Message[] | undefined {
  const messages = threads.get(message.to)?.messages
  const index = messages?.indexOf(message) ?? -1
  if (index >= 0) messages?.splice(index, 1)
  failures.delete(message.ID)
  show()
  return messages
}

/** Shows a message while it is on its way and when its fate is known. A failure is shown at the message. */
async function settle(message: Message, sending: Promise<unknown>): Promise<void> {
  show() // sending…
  try {
    await sending
  } catch (error) {
    failures.set(message.ID, error)
  }
  show() // The SDK has set message.status by now.
}

// --- receiving ------------------------------------------------------------------------------------

export function listenForMessages(tim: TIMInstance): void {
  tim.on(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => {
    for (const message of data) receive(message)
    show()
  })
  // The Message objects in `data` are the ones that are shown; `isPeerRead` of each has changed.
  tim.on(TIM.EVENT.MESSAGE_READ_BY_PEER, () => show())
}

function receive(message: Message): void {
  if (message.conversationType !== TIM.TYPES.CONV_C2C) return
  const peer = message.flow === 'in' ? message.from : message.to
  if (message.flow === 'in') announce(message)
  const messages = threads.get(peer)?.messages
  // A chat that was never opened loads its messages when it is.
  if (!messages || messages.some((known) => known.ID === message.ID)) return
  // Messages that were missed while the connection was down may come after newer ones.
  let position = messages.length
  while (position > 0 && isNewer(messages[position - 1], message)) position -= 1
  messages.splice(position, 0, message)
}

function announce(message: Message): void {
  announcement.value = { id: message.ID, text: `${message.nick || message.from}: ${preview(message)}` }
}

function isNewer(known: Message | undefined, message: Message): boolean {
  return known !== undefined && known.status === 'success' && known.time > message.time
}
