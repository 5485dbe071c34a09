// Errors in words. Every failure of the SDK is an Error with a `code`; the code decides what a reader
// can do about it, the message says what the server or the SDK said.

import { signal } from '@preact/signals'

export interface Explanation {
  text: string
  /** The SDK's or the server's code. */
  code?: number
}

/** What the codes mean that somebody can meet on this page. All others keep the error's own message. */
const MEANING: Record<number, string> = {
  2801: 'The server did not answer in time.',
  20003: 'Nobody has signed in to this server with that user ID yet.',
  20007: 'This person does not take messages from you.',
  20012: 'You may not send messages at the moment.',
  20016: 'It was sent too long ago to be recalled.',
  2480: 'The other person has changed this message meanwhile.',
  10007: 'Your role in the group does not allow this, or you are not in it.',
  10010: 'There is no such group.',
  10014: 'The group is full.',
  10015: 'That is no ID of a group.',
  10017: 'You are muted in this group.',
  10019: 'Nobody has signed in to this server with one of these user IDs yet.',
  10024: 'Somebody else has answered this already.',
  60009: 'This server does not support that.',
  80001: 'The server did not accept the content.',
  80002: 'The message is too long for the server.',
  70001: 'The signature has expired. Sign in again.',
  70003: 'The signature is not valid on this server.',
  70009: 'The signature is not valid on this server.',
  70013: 'The signature belongs to another user.',
}

/** What to tell the reader about an error. */
export function explain(error: unknown): Explanation {
  const { code, message, name } = (error ?? {}) as { code?: unknown; message?: unknown; name?: unknown }
  if (typeof code === 'number') {
    return { text: MEANING[code] ?? (String(message ?? '') || 'That did not work.'), code }
  }
  // `fetch` fails with a TypeError when there is no connection.
  if (name === 'TypeError' || name === 'TimeoutError') return { text: 'The server cannot be reached.' }
  return { text: String(message ?? '') || 'That did not work.' }
}

export interface Notice extends Explanation {
  id: number
}

/** Errors that belong to no place on the page. */
export const notices = signal<Notice[]>([])

let count = 0

export function notify(error: unknown): void {
  count += 1
  notices.value = [...notices.value.slice(-2), { id: count, ...explain(error) }]
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id)
}
