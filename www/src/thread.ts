// The messages' side of the SDK: the open chat's messages, older ones on demand, receiving. The SDK keeps
// what was sent and received; a page keeps what it shows. Sending is in outbox.ts.

import { signal } from '@preact/signals'
import TIM, { type Conversation, type Message, type TIMInstance } from 'tim-wasm'
import { isRoom } from './groups'
import { sdk } from './sdk'
import { conversationOf, groupOf, peerOf } from './target'
import { summary } from './tips'
import { dry, onFrame, pour, ROOM_ROWS } from './torrent'

/** A message's way: sending → sent → read, or sending → failed → sending again. `received`: from the other. */
export type Delivery = 'sending' | 'sent' | 'read' | 'failed' | 'received'

/** A message as it is shown. The SDK changes Message objects in place; each change makes a new row. */
export interface Row {
  id: string
  message: Message
  delivery: Delivery
  revoked: boolean
  edited: boolean
  time: number
  /** Why sending failed. */
  error?: unknown
  /** How much of the message's file has arrived at the server, from 0 to 1, while it is on its way. */
  upload?: number
}

/** One chat as it is shown. */
export interface ThreadView {
  /** As in target.ts. */
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
  /** Whether history brought messages; if not, the time of the conversation's last message when it was asked again. */
  found: boolean
  asked: number
}

/** The open chat, null when none is. */
export const thread = signal<ThreadView | null>(null)
/** What a screen reader says when a message arrives; the ID tells two equal texts apart. */
export const announcement = signal({ id: '', text: '' })

const threads = new Map<string, Thread>()
/** The times of the last messages of all conversations, by conversationID. */
let lastTimes = new Map<string, number>()
/** What happens to messages of this page on their way, by ID. */
const notes = new Map<string, Pick<Row, 'error' | 'upload'>>()
let openPeer = ''

// --- showing --------------------------------------------------------------------------------------

/** Opens the chat with `peer`; `''` closes it. What was loaded before is still there. */
export function openThread(peer: string): void {
  if (openPeer !== peer) {
    dry()
    // What is said in a room while nobody looks is not kept here; the SDK has the newest of it.
    if (isRoom(groupOf(openPeer))) threads.delete(openPeer)
  }
  openPeer = peer
  if (peer && !threads.has(peer)) {
    threads.set(peer, { peer, messages: [], rows: [], next: '', found: false, asked: 0, complete: false, loading: false })
    void loadOlder(peer)
  }
  refresh()
}

/** The messages of a chat were deleted. If it is open, what is left of it is loaded anew. */
export function forgetThread(peer: string): void {
  threads.delete(peer)
  if (peer === openPeer) openThread(peer)
}

/** Forgets everything: another user signs in. */
export function clearThreads(): void {
  threads.clear()
  lastTimes.clear()
  notes.clear()
  openPeer = ''
  thread.value = null
}

/** Publishes the open chat as new rows, after messages have changed; a row that did not keeps its identity. */
export function refresh(): void {
  const open = threads.get(openPeer)
  if (!open) {
    thread.value = null
    return
  }
  const before = new Map(open.rows.map((row) => [row.id, row]))
  open.messages = open.messages.filter((message) => !message.isDeleted)
  open.rows = open.messages.map((message) => {
    const row = rowOf(message)
    const old = before.get(row.id)
    return old && isSame(old, row) ? old : row
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
    edited: message.isModified,
    time: message.time,
    ...notes.get(message.ID),
  }
}

function isSame(old: Row, row: Row): boolean {
  const keys = Object.keys({ ...old, ...row }) as (keyof Row)[]
  return keys.every((key) => old[key] === row[key])
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
  refresh()
  try {
    const { data } = await sdk().getMessageList({
      conversationID: conversationOf(peer),
      ...(target.next && { nextReqMessageID: target.next }),
    })
    const known = new Set(target.messages.map((message) => message.ID))
    target.messages.unshift(...data.messageList.filter((message) => !known.has(message.ID)))
    target.found ||= data.messageList.length > 0
    target.next = data.nextReqMessageID
    target.complete = data.isCompleted
  } catch (error) {
    target.error = error
  }
  target.loading = false
  refresh()
  if (!target.error) loadMissed(peer)
}

/**
 * What the SDK sends by itself, that a group was made, comes in no event of messages, and may be on its way still when the new
 * chat is loaded: a chat without history is asked for again when its conversation has a last message.
 */
function loadMissed(peer: string): void {
  const target = threads.get(peer)
  const last = lastTimes.get(conversationOf(peer)) ?? 0
  if (!target || target.loading || target.found || last <= target.asked) return
  Object.assign(target, { asked: last, complete: false, next: '' })
  void loadOlder(peer)
}

// --- what this page sends -------------------------------------------------------------------------

/** Puts a message that is about to be sent below all others. */
export function append(message: Message): void {
  threads.get(peerOf(message))?.messages.push(message)
  refresh()
}

/** Takes a message out of the chat. */
export function remove(message: Message): void {
  const messages = threads.get(peerOf(message))?.messages
  const index = messages?.indexOf(message) ?? -1
  if (index >= 0) messages?.splice(index, 1)
  notes.delete(message.ID)
  refresh()
}

/** Says how a message fares, in place of what was said before. */
export function note(message: Message, fate: Pick<Row, 'error' | 'upload'>): void {
  notes.set(message.ID, fate)
  refresh()
}

// --- receiving ------------------------------------------------------------------------------------

export function listenForMessages(tim: TIMInstance): void {
  onFrame((messages) => {
    for (const message of messages) receive(message)
    const shown = threads.get(openPeer)?.messages
    shown?.splice(0, shown.length - ROOM_ROWS)
    refresh()
  })
  tim.on(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => {
    for (const message of data) {
      if (!isRoom(groupOf(peerOf(message)))) receive(message)
      else if (peerOf(message) === openPeer) pour(message)
    }
    refresh()
  })
  tim.on(TIM.EVENT.CONVERSATION_LIST_UPDATED, ({ data }) => {
    lastTimes = new Map(data.map(({ conversationID, lastMessage }: Conversation) => [conversationID, lastMessage?.lastTime ?? 0]))
    if (openPeer) loadMissed(openPeer)
  })
  // The Message objects of these events are the ones that are shown: they have changed in place.
  tim.on(TIM.EVENT.MESSAGE_READ_BY_PEER, refresh)
  tim.on(TIM.EVENT.MESSAGE_REVOKED, refresh)
  tim.on(TIM.EVENT.MESSAGE_MODIFIED, refresh)
}

function receive(message: Message): void {
  const peer = peerOf(message)
  if (peer && message.flow === 'in' && !isRoom(groupOf(peer))) announce(message)
  const messages = threads.get(peer)?.messages
  // A chat that was never opened loads its messages when it is.
  if (!messages || messages.some((known) => known.ID === message.ID)) return
  // Messages that were missed while the connection was down may come after newer ones.
  let position = messages.length
  while (position > 0 && isNewer(messages[position - 1], message)) position -= 1
  messages.splice(position, 0, message)
}

function announce(message: Message): void {
  announcement.value = { id: message.ID, text: summary(message, true) }
}

function isNewer(known: Message | undefined, message: Message): boolean {
  return known !== undefined && known.status === 'success' && known.time > message.time
}
