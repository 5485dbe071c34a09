// What happens in a group, in words: who joined, left, was muted, what the group is called now. Tips are messages
// of the chat; other programs make them, so every member is looked at.

import TIM from 'tim-wasm'
import { currentUser } from './chat'
import { fields, plain, preview } from './content'
import { nameIn } from './members'

interface Told {
  type?: string | null
  payload?: unknown
  from?: string
  nick?: string
  nameCard?: string
  /** The group's ID. */
  to?: string
}

/** The line for a tip; undefined when the message is said by somebody. */
export function tipText({ type, payload, from = '', nick = '', to = '' }: Told): string | undefined {
  const tip = fields(payload)
  if (type === TIM.TYPES.MSG_CUSTOM && tip.data === 'group_create') {
    return `${from === currentUser() ? 'You' : nick || nameIn(to, from)} created the group`
  }
  if (type !== TIM.TYPES.MSG_GRP_TIP) return undefined
  const told = membersOf(tip)
  const group = plain(fields(tip.groupProfile).groupID) || to
  const name = (user: string) => (user === currentUser() ? 'You' : told.get(user)?.nick || nameIn(group, user))
  // Without members in it, the message has the name of who did it.
  const by = plain(tip.operatorID)
  const operator = by !== currentUser() && told.size === 0 && nick ? nick : name(by)
  const users = (Array.isArray(tip.userIDList) ? tip.userIDList : []).map(plain)
  const who = listed(users.map(name))
  // "You" is one person and several at once.
  const was = users.length === 1 && who !== 'You' ? 'was' : 'were'
  const { GRP_TIP_MBR_JOIN, GRP_TIP_MBR_QUIT, GRP_TIP_MBR_KICKED_OUT } = TIM.TYPES
  switch (tip.operationType) {
    case GRP_TIP_MBR_JOIN:
      return tip.groupJoinType === 2 ? `${operator} added ${lowerYou(who)}` : `${who} joined`
    case GRP_TIP_MBR_QUIT:
      return `${who} left`
    case GRP_TIP_MBR_KICKED_OUT:
      return `${operator} removed ${lowerYou(who)}`
    case TIM.TYPES.GRP_TIP_MBR_SET_ADMIN:
      return `${who} ${was} made ${users.length > 1 ? 'administrators' : 'an administrator'}`
    case TIM.TYPES.GRP_TIP_MBR_CANCELED_ADMIN:
      return `${who} ${who === 'You' || users.length > 1 ? 'are' : 'is'} no administrator any more`
    case TIM.TYPES.GRP_TIP_GRP_PROFILE_UPDATED:
      return `${operator} ${changed(fields(tip.newGroupProfile), name)}`
    case TIM.TYPES.GRP_TIP_MBR_PROFILE_UPDATED:
      return [...told].map(([user, { muteTime }]) => muting(name(user), muteTime)).join(', ')
    default:
      return 'Something has changed in the group'
  }
}

/** A message in one line; `speaking` puts the name of who says it in front. */
export function summary(message: Told, speaking = false): string {
  const said = () => (speaking ? `${message.nameCard || message.nick || message.from}: ` : '') + preview(message)
  return tipText(message) ?? said()
}

function membersOf(tip: Record<string, unknown>): Map<string, { nick: string; muteTime: number }> {
  const list = Array.isArray(tip.memberList) ? tip.memberList.map(fields) : []
  return new Map(list.map(({ userID, nick, muteTime }) => [plain(userID), { nick: plain(nick), muteTime: Number(muteTime) || 0 }]))
}

function listed(names: string[]): string {
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} others` : names.join(' and ')
}

function lowerYou(name: string): string {
  return name === 'You' ? 'you' : name
}

function muting(name: string, seconds: number): string {
  const verb = name === 'You' ? 'were' : 'was'
  return seconds > 0 ? `${name} ${verb} muted for ${lasting(seconds)}` : `${name} may write again`
}

/** `10 min`, `2 hours` */
export function lasting(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  const [count, unit] = seconds < 86_400 ? [Math.round(seconds / 3600), 'hour'] : [Math.round(seconds / 86_400), 'day']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const JOINING: Record<string, string> = {
  [TIM.TYPES.JOIN_OPTIONS_FREE_ACCESS]: 'lets everybody join',
  [TIM.TYPES.JOIN_OPTIONS_NEED_PERMISSION]: 'lets people join who are approved',
  [TIM.TYPES.JOIN_OPTIONS_DISABLE_APPLY]: 'lets nobody join',
}

function changed(profile: Record<string, unknown>, name: (user: string) => string): string {
  const changes: string[] = []
  if (profile.groupName) changes.push(`named the group “${plain(profile.groupName)}”`)
  if (profile.avatar !== undefined) changes.push('changed the picture')
  if (profile.introduction !== undefined) changes.push('changed the introduction')
  if (profile.notification) changes.push(`announced: ${plain(profile.notification)}`)
  else if (profile.notification !== undefined) changes.push('took the announcement down')
  if (profile.muteAllMembers !== undefined) changes.push(profile.muteAllMembers ? 'muted everybody' : 'unmuted everybody')
  if (profile.ownerID) changes.push(`gave the group to ${lowerYou(name(plain(profile.ownerID)))}`)
  const joining = JOINING[plain(profile.joinOption)]
  if (joining) changes.push(joining)
  return changes.join(', ') || 'changed the group'
}
