// Sending: what somebody writes or attaches becomes a message of the open chat, which is sending, sent or
// failed. A failed one stays in the chat, because it is in no history; it can be sent again or taken out.

import type { Message } from 'tim-wasm'
import type { Attachment, AttachmentKind } from './attachments'
import { merging } from './merged'
import { quoting } from './quote'
import { sdk } from './sdk'
import { to } from './target'
import { append, note, remove } from './thread'

/** Files on their way: how much has arrived, from 0 to 1, and how to stop it. */
interface Upload {
  part: number
  stop: AbortController
}

const uploads = new Map<string, Upload>()

/** What a text may be besides: a reply to a message, a text that mentions users. */
interface More {
  quoted?: Message | undefined
  mentioned?: string[]
}

/**
 * Sends what was attached and then the text, in this order: each waits until the one before is settled, or a
 * text would overtake the picture it is about.
 */
export async function sendWritten(peer: string, attached: Outgoing[], text: string, more: More = {}): Promise<void> {
  const { quoted, mentioned = [] } = more
  const messages: Message[] = attached.map((attachment) => messageWithFile(peer, attachment))
  if (text) {
    const cloudCustomData = quoted ? quoting(quoted) : ''
    const options = { ...to(peer), cloudCustomData }
    messages.push(
      mentioned.length > 0
        ? sdk().createTextAtMessage({ ...options, payload: { text, atUserList: mentioned } })
        : sdk().createTextMessage({ ...options, payload: { text } }),
    )
  }
  for (const message of messages) append(message)
  for (const message of messages) await deliver(message)
}

/** A face message is a number and a text that both sides understand; here the text is an emoji. */
export function sendSticker(peer: string, index: number, data: string): Promise<void> {
  return send(sdk().createFaceMessage({ ...to(peer), payload: { index, data } }))
}

export function sendLocation(peer: string, latitude: number, longitude: number): Promise<void> {
  const payload = { description: 'My location', latitude, longitude }
  return send(sdk().createLocationMessage({ ...to(peer), payload }))
}

/** Says in another chat what messages say, one by one; their files are not uploaded again, and they quote nothing. */
export async function forward(peer: string, messages: Message[]): Promise<void> {
  for (const payload of messages) {
    await send(sdk().createForwardMessage({ ...to(peer), payload, cloudCustomData: '{}' }))
  }
}

/** Sends messages of a chat to another one, as one message. */
export function forwardMerged(peer: string, messages: Message[]): Promise<void> {
  const people = [...new Set(messages.map(({ nick, from }) => nick || from))]
  const title = people.length === 1 ? `Messages of ${people[0]}` : `Chat of ${people.join(' and ')}`
  return send(sdk().createMergerMessage({ ...to(peer), payload: merging(messages, title) }))
}

const CREATE = {
  image: 'createImageMessage',
  video: 'createVideoMessage',
  audio: 'createAudioMessage',
  file: 'createFileMessage',
} as const satisfies Record<AttachmentKind, string>

type Outgoing = Pick<Attachment, 'kind' | 'file'>

/** It shows the local file at once, and is sent when the file has arrived at the server. */
function messageWithFile(peer: string, { kind, file }: Outgoing): Message {
  const onProgress = (part: number) => progress(message, part)
  const message: Message = sdk()[CREATE[kind]]({ ...to(peer), payload: { file }, onProgress })
  uploads.set(message.ID, { part: 0, stop: new AbortController() })
  note(message, { upload: 0 })
  return message
}

function progress(message: Message, part: number): void {
  const upload = uploads.get(message.ID)
  if (!upload) return
  upload.part = part
  note(message, { upload: part })
}

/** Stops the upload of a message's file; the message fails and can be sent again. */
export function cancelUpload(message: Message): void {
  uploads.get(message.ID)?.stop.abort()
}

function send(message: Message): Promise<void> {
  append(message)
  return deliver(message)
}

/** Uploads the message's file, if it has one, and sends the message. */
function deliver(message: Message): Promise<void> {
  const signal = uploads.get(message.ID)?.stop.signal
  return settle(message, sdk().sendMessage(message, signal && { signal }))
}

/** Sends a failed message again, as the newest. It keeps its ID: the receiver cannot get it twice. */
export function resend(message: Message): Promise<void> {
  remove(message)
  append(message)
  const upload = uploads.get(message.ID)
  if (!upload || upload.part === 1) return settle(message, sdk().resendMessage(message))
  // Its file did not arrive: it goes up again, and can be cancelled again.
  const stop = new AbortController()
  uploads.set(message.ID, { part: 0, stop })
  note(message, { upload: 0 })
  return settle(message, sdk().resendMessage(message, { signal: stop.signal }))
}

/** Takes a message that was never sent out of the chat. */
export function discard(message: Message): void {
  uploads.delete(message.ID)
  remove(message)
}

/** A failure is shown at the message; the SDK has set `message.status` by then. */
async function settle(message: Message, sending: Promise<unknown>): Promise<void> {
  try {
    await sending
    uploads.delete(message.ID)
    note(message, {})
  } catch (error) {
    const cancelled = uploads.get(message.ID)?.stop.signal.aborted === true
    note(message, { error: cancelled ? new Error('You cancelled the upload.') : error })
  }
}

/** Another user signs in. */
export function clearOutbox(): void {
  for (const { stop } of uploads.values()) stop.abort()
  uploads.clear()
}
