// Mentions: `@` and a name in a text, and the list of user IDs that goes with it. What is offered while one writes,
// which of the names that were taken are still in the text, and whether a message is about the user.

import TIM, { type Message } from 'tim-wasm'
import { currentUser } from './chat'
import { members } from './members'

export interface Mentionable {
  user: string
  name: string
  avatar: string
}

export const EVERYBODY: Mentionable = { user: TIM.TYPES.MSG_AT_ALL, name: 'everybody', avatar: '' }

const AT_MOST = 6

/** The `@` that is being written: where it stands, and what follows it up to the caret. */
export interface Started {
  at: number
  word: string
}

export function startedAt(text: string, caret: number): Started | undefined {
  const found = /(?:^|\s)@([^\s@]{0,24})$/u.exec(text.slice(0, caret))
  const word = found?.[1]
  return word === undefined ? undefined : { at: caret - word.length - 1, word }
}

/** Whom the word may mean, everybody first. */
export function candidates(word: string): Mentionable[] {
  const wanted = word.toLocaleLowerCase()
  const begins = (text: string) => text.toLocaleLowerCase().split(/[\s(]+/).some((part) => part.startsWith(wanted))
  const others = (members.value?.list ?? []).filter(({ user }) => user !== currentUser())
  return [EVERYBODY, ...others]
    .filter(({ user, name }) => begins(name) || begins(user))
    .slice(0, AT_MOST)
}

/** Names that were taken from the list, by chat. */
const taken = new Map<string, Mentionable[]>()

export function take(peer: string, mention: Mentionable): void {
  taken.set(peer, [...(taken.get(peer) ?? []), mention])
}

/** The user IDs whose names are still in the text; those of the chat are forgotten. */
export function takeMentions(peer: string, text: string): string[] {
  const still = (taken.get(peer) ?? []).filter(({ name }) => text.includes(`@${name}`))
  taken.delete(peer)
  return [...new Set(still.map(({ user }) => user))]
}

export function mentionsMe({ atUserList }: Message): boolean {
  return Array.isArray(atUserList) && (atUserList.includes(currentUser()) || atUserList.includes(EVERYBODY.user))
}
