// The groups that the user is in: what they are, making, finding, joining, leaving and changing them. Who is in
// them: members.ts. Their messages are in thread.ts like all others.

import { signal } from '@preact/signals'
import TIM, { type Group, type GroupChanges, type GroupOptions, type GroupRole, type GroupType, type TIMInstance } from 'tim-wasm'
import { plain } from './content'
import { sdk } from './sdk'
import { go } from './route'
import { currentUser } from './chat'
import { peerOfGroup } from './target'

/** A group as it is shown. The SDK changes Group objects in place; each change makes a new view. */
export interface GroupView {
  id: string
  name: string
  avatar: string
  type: GroupType | ''
  introduction: string
  notification: string
  owner: string
  joinOption: string
  inviteOption: string
  muted: boolean
  /** 0 when it is not known. */
  size: number
  /** What the user is in it. */
  role: GroupRole | ''
  nameCard: string
}

/** By ID. */
export const groups = signal<ReadonlyMap<string, GroupView>>(new Map())
/** The group that is being entered: whether the user is in it is not known yet. */
export const entering = signal('')
/** Why a group could not be entered, by its ID. */
export const refusals = signal<Record<string, unknown>>({})

/** The SDK's own list, and the live room one is in. */
let live: Group[] = []
const rooms = new Map<string, Group>()

export function listenForGroups(tim: TIMInstance): void {
  tim.on(TIM.EVENT.GROUP_LIST_UPDATED, ({ data }) => showGroups(data))
}

/** Copies what is shown out of the SDK's live objects. */
export function showGroups(list = live): void {
  live = list
  const all = [...rooms.values(), ...live].map((group) => [group.groupID, viewOf(group)] as const)
  groups.value = new Map(all)
}

export function viewOf(group: Group): GroupView {
  const { groupID, type, ownerID, joinOption, inviteOption, muteAllMembers, memberCount, selfInfo } = group
  return {
    id: groupID,
    name: plain(group.name) || groupID,
    avatar: plain(group.avatar),
    type,
    introduction: plain(group.introduction),
    notification: plain(group.notification),
    owner: ownerID,
    joinOption,
    inviteOption,
    muted: muteAllMembers,
    size: Number(memberCount) || 0,
    // A live room has no members, and so no roles; it has an owner.
    role: selfInfo.role || (ownerID && ownerID === currentUser() ? 'Owner' : ''),
    nameCard: plain(selfInfo.nameCard),
  }
}

/** Asks for everything about a group whose chat is opened. A live room is joined anew: nobody stays in one. */
export async function enter(id: string): Promise<void> {
  entering.value = id
  try {
    const { group } = (await sdk().getGroupProfile({ groupID: id })).data
    if (group.type === TIM.TYPES.GRP_AVCHATROOM) await enterRoom(group)
    else if (!live.includes(group)) live = [...live, group] // The event that says so comes up to a second later.
    const { [id]: _, ...others } = refusals.value
    refusals.value = others
  } catch (error) {
    refusals.value = { ...refusals.value, [id]: error }
  }
  showGroups()
  if (entering.value === id) entering.value = ''
}

/** One is in one live room at a time: joining another leaves the last one. */
async function enterRoom(group: Group): Promise<void> {
  if (rooms.has(group.groupID)) return
  await sdk().joinGroup({ groupID: group.groupID, type: TIM.TYPES.GRP_AVCHATROOM })
  rooms.clear()
  rooms.set(group.groupID, group)
}

/** A live room: messages rush by, none is stored, and nobody is a member for long. */
export function isRoom(id: string): boolean {
  return rooms.has(id)
}

/** Makes a group and opens its chat. */
export async function create(options: GroupOptions): Promise<void> {
  const { group } = (await sdk().createGroup(options)).data
  go(currentUser(), peerOfGroup(group.groupID))
}

/** What everybody may know of a group. */
export async function find(id: string): Promise<GroupView> {
  return viewOf((await sdk().searchGroupByID(id)).data.group)
}

/** Joins a group and opens its chat; false when somebody has to agree first. */
export async function join(id: string, applyMessage: string): Promise<boolean> {
  const { status } = (await sdk().joinGroup({ groupID: id, ...(applyMessage && { applyMessage }) })).data
  if (status === TIM.TYPES.JOIN_STATUS_WAIT_APPROVAL) return false
  await enter(id)
  go(currentUser(), peerOfGroup(id))
  return true
}

export async function leave(id: string): Promise<void> {
  await sdk().quitGroup(id)
  left(id)
}

/** Ends it for everybody. */
export async function dismiss(id: string): Promise<void> {
  await sdk().dismissGroup(id)
  left(id)
}

function left(id: string): void {
  rooms.delete(id)
  live = live.filter(({ groupID }) => groupID !== id)
  showGroups()
  go(currentUser())
}

export async function change(changes: GroupChanges): Promise<void> {
  await sdk().updateGroupProfile(changes)
  showGroups()
}

/** Another user signs in. */
export function clearGroups(): void {
  live = []
  rooms.clear()
  groups.value = new Map()
  entering.value = ''
  refusals.value = {}
}
