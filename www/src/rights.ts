// What somebody may do in a group, by its type and their role. The server decides; the page offers only what it
// would not refuse.

import type { GroupView } from './groups'

type Act =
  | 'edit' // name, picture, texts
  | 'muteAll'
  | 'setJoining'
  | 'invite'
  | 'leave'
  | 'dismiss'
  | 'transfer'
  | 'promote' // to administrator, and back
  | 'remove'
  | 'mute'
  | 'rename' // others' name cards
  | 'recall' // others' messages

const RANK: Record<string, number> = { Owner: 3, Admin: 2, Member: 1, Custom: 1 }

const MEMBERS = 1
const ADMINS = 2
const OWNER = 3
const NOBODY = 4

/** The least rank that may, in private groups, public ones, meetings, live rooms. */
const LEAST: Record<Exclude<Act, 'leave'>, [number, number, number, number]> = {
  edit: [MEMBERS, ADMINS, ADMINS, OWNER],
  muteAll: [NOBODY, ADMINS, ADMINS, OWNER],
  setJoining: [NOBODY, ADMINS, NOBODY, NOBODY],
  invite: [MEMBERS, MEMBERS, MEMBERS, NOBODY],
  dismiss: [NOBODY, OWNER, OWNER, OWNER],
  transfer: [OWNER, OWNER, OWNER, NOBODY],
  promote: [NOBODY, OWNER, OWNER, NOBODY],
  remove: [OWNER, ADMINS, ADMINS, NOBODY],
  mute: [NOBODY, ADMINS, ADMINS, NOBODY],
  rename: [OWNER, ADMINS, ADMINS, NOBODY],
  recall: [OWNER, ADMINS, ADMINS, ADMINS],
}

const COLUMN: Record<string, number> = { Private: 0, Public: 1, ChatRoom: 2, AVChatRoom: 3 }

export function may(group: GroupView | undefined, act: Act): boolean {
  if (!group) return false
  const rank = RANK[group.role] ?? 0
  // The owner has to pass the group on first; only a private group can do without one.
  if (act === 'leave') return group.type === 'Private' || rank < OWNER
  if (act === 'invite' && group.type !== 'Private' && group.inviteOption === 'DisableInvite') return false
  return rank >= (LEAST[act][COLUMN[group.type] ?? 1] ?? NOBODY)
}

/** The same towards a member: nobody acts on their like. */
export function mayTo(group: GroupView, act: Act, role: string): boolean {
  return may(group, act) && (RANK[group.role] ?? 0) > (RANK[role] ?? 1)
}
