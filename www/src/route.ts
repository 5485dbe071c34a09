// The address bar is the page's memory: `#/alice/bob` is "alice is signed in and looks at her chat with
// bob", `#/alice/group/friends` "… with that group". So two tabs can be two users, a reload signs in again, and
// Back leaves a chat on a phone.

import { signal } from '@preact/signals'
import { groupOf, peerOfGroup } from './target'

export interface Route {
  /** The user ID to sign in with, `''` on the sign-in page. */
  user: string
  /** The open chat, as in target.ts; `''` if none is open. */
  peer: string
}

function parse(hash: string): Route {
  const [user = '', peer = '', group = ''] = hash.replace(/^#\/?/, '').split('/').map(decode)
  return { user, peer: peer === 'group' && group ? peerOfGroup(group) : peer }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // Somebody typed a lone % into the address bar.
  }
}

export const route = signal<Route>(parse(location.hash))

addEventListener('hashchange', () => {
  route.value = parse(location.hash)
})

/** The `href` for a user's conversation list, or for one chat in it. */
export function href(user: string, peer = ''): string {
  const group = groupOf(peer)
  const parts = group ? [user, 'group', group] : peer ? [user, peer] : [user]
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

export function go(user: string, peer = ''): void {
  location.hash = user ? href(user, peer) : ''
}

/** User IDs are at most 32 visible ASCII characters; the server refuses others. */
export const USER_ID = '[!-~]{1,32}'
