// Merged messages: several messages sent on as one. Making them, and reading those of others, whose members
// may be anything.

import type { MergerSource, Message, TIMInstance } from 'tim-wasm'
import { fields, plain, preview } from './content'
import { sdk } from './sdk'

/** Lines of the card that stands for a merged message. */
const LINES = 4
const LONGEST_LINE = 100

/** What is needed to show something said: of a message, or of one inside a merged one. */
export interface Said {
  ID: string
  flow: string
  type?: string | null | undefined
  payload?: unknown
}

/** One of the messages inside. */
export interface MergedItem extends Said {
  author: string
  avatar: string
  from: string
  /** Seconds since 1970. */
  time: number
}

export function merging(messageList: Message[], title: string): MergerSource {
  const line = (message: Message) => `${message.nick || message.from}: ${preview(message)}`.slice(0, LONGEST_LINE)
  const abstractList = messageList.slice(0, LINES).map(line)
  return { messageList, title, abstractList, compatibleText: `${title} (${messageList.length} messages)` }
}

/** What the card says. */
export function mergedCard(payload: unknown): { title: string; lines: string[] } {
  const { title, abstractList } = fields(payload)
  const lines = Array.isArray(abstractList) ? abstractList.slice(0, LINES).map(plain) : []
  return { title: plain(title) || 'Forwarded chat', lines: lines.filter(Boolean) }
}

/** The messages inside, fetched from the server if there were too many to come along. */
export async function mergedItems(merged: Said): Promise<MergedItem[]> {
  let content = fields(merged.payload)
  if (plain(content.downloadKey)) {
    // A Message is filled in place; one inside another is plain data.
    const filled = await sdk().downloadMergerMessage(merged as Parameters<TIMInstance['downloadMergerMessage']>[0])
    content = fields(filled.payload)
  }
  if (content.layersOverLimit === true) throw new Error('This chat was forwarded too many times over.')
  const list = Array.isArray(content.messageList) ? content.messageList : []
  return list.map(itemOf)
}

function itemOf(given: unknown, index: number): MergedItem {
  const item = fields(given)
  const [element] = Array.isArray(item.messageBody) ? item.messageBody : []
  const { type, payload } = fields(element)
  const from = plain(item.from)
  return {
    ID: plain(item.ID) || String(index),
    flow: 'in',
    type: plain(type),
    payload,
    author: plain(item.nick) || from,
    avatar: plain(item.avatar),
    from,
    time: typeof item.time === 'number' ? item.time : 0,
  }
}
