// Who is in the open group: a page of members after the other, what they are called there, and what is done to them.

import { signal } from '@preact/signals'
import TIM, { type GroupMember, type TIMInstance } from 'tim-wasm'
import { plain } from './content'
import { groups, isRoom, showGroups } from './groups'
import { sdk } from './sdk'

const PAGE = 50

export interface MemberView {
  user: string
  /** What they are called in this group. */
  name: string
  nameCard: string
  avatar: string
  role: string
  /** Seconds since 1970. */
  mutedUntil: number
}

export interface MembersView {
  group: string
  list: MemberView[]
  /** Whether there are more. */
  more: boolean
  loading: boolean
  error?: unknown
}

/** The members of the open group, as far as they were loaded. */
export const members = signal<MembersView | null>(null)

let live: GroupMember[] = []
let next: number | string = 0
let turn = 0

/** Loads the first page. */
export async function loadMembers(group: string): Promise<void> {
  turn += 1
  live = []
  next = 0
  const before = members.value?.group === group ? members.value.list : []
  members.value = { group, list: before, more: false, loading: false }
  await moreMembers()
}

export async function moreMembers(): Promise<void> {
  const view = members.value
  // A live room shows its members to nobody.
  if (!view || view.loading || isRoom(view.group)) return
  const mine = turn
  members.value = { ...view, loading: true, error: undefined }
  try {
    const { data } = await sdk().getGroupMemberList({ groupID: view.group, count: PAGE, offset: next })
    if (mine !== turn) return
    live = [...live, ...data.memberList.filter((member) => !live.includes(member))]
    next = data.offset
    show()
  } catch (error) {
    if (mine === turn) members.value = { ...view, loading: false, error }
  }
}

/** Copies of the SDK's live objects. */
function show(): void {
  if (!members.value) return
  const list = live.map((member) => ({
    user: member.userID,
    name: plain(member.nameCard) || plain(member.nick) || member.userID,
    nameCard: plain(member.nameCard),
    avatar: plain(member.avatar),
    role: member.role,
    mutedUntil: member.muteUntil,
  }))
  members.value = { ...members.value, list, more: Boolean(next), loading: false }
}

export function listenForMembers(tim: TIMInstance): void {
  tim.on(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => {
    const group = members.value?.group
    if (group && data.some((message) => message.type === TIM.TYPES.MSG_GRP_TIP && message.to === group)) {
      // By then the Group object says what the tip has changed; the event of that comes up to a second later.
      void loadMembers(group).then(() => showGroups())
    }
  })
}

/** What somebody is called in a group; their ID as long as nothing else is known. */
export function nameIn(group: string, user: string): string {
  const known = members.value?.group === group ? members.value.list : []
  return known.find((member) => member.user === user)?.name ?? user
}

/** What somebody is in a group; `''` if it is not known. */
export function roleIn(group: string, user: string): string {
  const known = members.value?.group === group ? members.value.list : []
  return known.find((member) => member.user === user)?.role ?? ''
}

/** Another group's members, or none. */
export function forgetMembers(): void {
  turn += 1
  live = []
  members.value = null
}

// --- what is done to them -------------------------------------------------------------------------

/** Users who could not be added, of those that were to be. */
export async function add(group: string, userIDList: string[]): Promise<string[]> {
  const { data } = await sdk().addGroupMember({ groupID: group, userIDList })
  await changed(group)
  return [...data.failureUserIDList, ...data.overLimitUserIDList]
}

export async function removeMember(group: string, user: string): Promise<void> {
  await sdk().deleteGroupMember({ groupID: group, userIDList: [user] })
  await changed(group)
}

/** For so many seconds; 0 lets them write again. */
export async function muteMember(group: string, user: string, seconds: number): Promise<void> {
  await sdk().setGroupMemberMuteTime({ groupID: group, userID: user, muteTime: seconds })
  show()
}

export async function makeAdmin(group: string, user: string, admin: boolean): Promise<void> {
  const { GRP_MBR_ROLE_ADMIN, GRP_MBR_ROLE_MEMBER } = TIM.TYPES
  await sdk().setGroupMemberRole({ groupID: group, userID: user, role: admin ? GRP_MBR_ROLE_ADMIN : GRP_MBR_ROLE_MEMBER })
  show()
}

export async function makeOwner(group: string, user: string): Promise<void> {
  await sdk().changeGroupOwner({ groupID: group, newOwnerID: user })
  await changed(group)
}

export async function rename(group: string, user: string, nameCard: string): Promise<void> {
  await sdk().setGroupMemberNameCard({ groupID: group, userID: user, nameCard })
  show()
  showGroups()
}

async function changed(group: string): Promise<void> {
  showGroups()
  if (groups.value.has(group)) await loadMembers(group)
}
