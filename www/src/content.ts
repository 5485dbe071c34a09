// What a message says, as plain text: the one-line preview, links found in a text, emoji-only texts.
// Nothing here makes HTML; components turn these values into elements, so text stays text.

import TIM from 'tim-wasm'

/** Words for the kinds of messages that have no text of their own. Kinds not listed get a plain sentence. */
const KINDS: Record<string, string> = {
  [TIM.TYPES.MSG_IMAGE]: 'Picture',
  [TIM.TYPES.MSG_SOUND]: 'Voice message',
  [TIM.TYPES.MSG_VIDEO]: 'Video',
  [TIM.TYPES.MSG_FILE]: 'File',
  [TIM.TYPES.MSG_MERGER]: 'Forwarded chat',
}

/** The name of a kind of message that this page cannot show. */
export function kindName(type: string | null | undefined): string {
  return (type && KINDS[type]) || 'Message of an unknown kind'
}

/** A message, or a conversation's last message, in one line. */
export function preview({ type, payload }: { type?: string | null; payload?: unknown }): string {
  const content = fields(payload)
  switch (type) {
    case '':
      return ''
    case TIM.TYPES.MSG_TEXT:
      return oneLine(content.text)
    case TIM.TYPES.MSG_FACE:
      return `Sticker ${sticker(content)}`
    case TIM.TYPES.MSG_LOCATION:
      return `Location: ${oneLine(content.description) || 'a place'}`
    case TIM.TYPES.MSG_CUSTOM:
      return oneLine(content.description) || 'Custom message'
    default:
      return kindName(type)
  }
}

/** What should be a text but comes from another program may be anything; what is no text is empty. */
export function plain(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function oneLine(value: unknown): string {
  return plain(value).slice(0, 200).replace(/\s+/g, ' ').trim()
}

/** A payload whose members are looked at one by one, whatever another program has put there. */
export function fields(payload: unknown): Record<string, unknown> {
  return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {}
}

/** What to draw for a face message: its data when that is an emoji, otherwise its number. */
export function sticker({ index, data }: Record<string, unknown>): string {
  if (typeof data === 'string' && emojiCount(data) === 1) return data
  return `#${typeof index === 'number' ? index : '?'}`
}

export interface Piece {
  text: string
  /** Set when the text is a web address. */
  url?: string
}

/** Splits a text at its web addresses. Only what parses as an http or https URL becomes one. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let end = 0
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`]+/gi)) {
    const address = match[0].replace(/[.,:;!?)\]}]+$/, '') // A sentence's punctuation is not the address's.
    const url = webAddress(address)
    if (!url) continue
    if (match.index > end) found.push({ text: text.slice(end, match.index) })
    found.push({ text: address, url })
    end = match.index + address.length
  }
  if (end < text.length) found.push({ text: text.slice(end) })
  return found
}

/** The address of a page or file that may be linked, if the text is one: http or https. */
export function webAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined
}

/** A picture that may be loaded: an https address or an embedded one. Anything else is no picture. */
export function pictureAddress(text: string): string | undefined {
  if (!URL.canParse(text, location.href)) return undefined
  const url = new URL(text, location.href)
  const allowed = url.protocol === 'https:' || url.origin === location.origin || text.startsWith('data:image/')
  return text && allowed ? url.href : undefined
}

const EMOJI = /^(?:\p{RGI_Emoji})+$/v
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** How many emoji a text is made of; 0 when there is anything else in it. */
export function emojiCount(text: string): number {
  return text.length <= 64 && EMOJI.test(text) ? [...characters.segment(text)].length : 0
}
