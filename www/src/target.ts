// Where a message goes. The page names a chat by one text, its `peer`: the other person's user ID or, for a group,
// a blank and the group's ID. No user ID has a blank, so the two cannot be mixed up.

import TIM, { type Message } from 'tim-wasm'

export function peerOfGroup(groupID: string): string {
  return ` ${groupID}`
}

/** The group's ID; `''` if the chat is one of two people. */
export function groupOf(peer: string): string {
  return peer.startsWith(' ') ? peer.slice(1) : ''
}

/** What every `create…Message` takes. */
export function to(peer: string) {
  const group = groupOf(peer)
  return group
    ? { to: group, conversationType: TIM.TYPES.CONV_GROUP }
    : { to: peer, conversationType: TIM.TYPES.CONV_C2C }
}

export function conversationOf(peer: string): string {
  const { to: id, conversationType } = to(peer)
  return conversationType + id
}

/** The chat that a message belongs to; `''` for notices, which belong to none. */
export function peerOf({ conversationType, flow, from, to }: Message): string {
  if (conversationType === TIM.TYPES.CONV_GROUP) return peerOfGroup(to)
  if (conversationType === TIM.TYPES.CONV_C2C) return flow === 'in' ? from : to
  return ''
}
