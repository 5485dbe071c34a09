// Replies: which message is quoted travels in the message's own cloudCustomData, as JSON, in the form that
// the UI kits of this protocol use as well. It comes from another program: every member is looked at.

import type { Message } from 'tim-wasm'
import { fields, plain, preview } from './content'

export interface Quote {
  /** The ID of the quoted message. */
  id: string
  sender: string
  text: string
}

const LONGEST = 100

export function quoting(message: Message): string {
  const { ID: messageID, from: messageSender, type: messageType } = message
  const messageAbstract = preview(message).slice(0, LONGEST)
  return JSON.stringify({ messageReply: { messageID, messageSender, messageAbstract, messageType, version: 1 } })
}

export function quoteOf({ cloudCustomData }: Message): Quote | undefined {
  if (!plain(cloudCustomData).includes('"messageReply"')) return undefined
  try {
    const { messageID, messageSender, messageAbstract } = fields(fields(JSON.parse(cloudCustomData)).messageReply)
    const [id, sender, text] = [plain(messageID), plain(messageSender), plain(messageAbstract)]
    return id ? { id, sender, text: text.slice(0, LONGEST) } : undefined
  } catch {
    return undefined // Somebody else's custom data.
  }
}
