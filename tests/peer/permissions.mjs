// Who may do what in a group, by a sample: the official client and ours ask for the same in the same role, and both are
// allowed it, or refused it with the same code. The whole matrix is a test of the server.

import { same } from '../checks.mjs'
import { cast, closeAll } from './cast.mjs'
import { Client } from './client.mjs'

const ALLOWED = 0
const NO = 10007
/** Refused by the client, which knows its role: only an owner gives roles, a Private group is not dismissed, and some groups it does not know. */
const NO_OWNER = 2681
const NEVER_DISMISSED = 2622
const UNKNOWN = 2603
/** A Private group has no mutes. */
const SENSELESS = 10004

const admins = [NO, NO, ALLOWED]
const owner = [NO, NO, NO]
/** What comes of it for an outsider, a member and an administrator; a Private group has no administrators. */
const OUTCOMES = {
  Private: {
    updateGroupProfile: [NO, ALLOWED],
    setGroupMemberMuteTime: [SENSELESS, SENSELESS],
    setGroupMemberNameCard: [NO, NO],
    setGroupMemberRole: [undefined, NO_OWNER],
    changeGroupOwner: [NO, NO],
    dismissGroup: [NO, NEVER_DISMISSED],
    deleteGroupMember: [UNKNOWN, NO],
  },
  Public: {
    updateGroupProfile: admins,
    setGroupMemberMuteTime: admins,
    setGroupMemberNameCard: admins,
    // With a group that it does not know the official client breaks; ours says that it does not know it.
    setGroupMemberRole: [undefined, NO_OWNER, NO_OWNER],
    changeGroupOwner: owner,
    dismissGroup: owner,
    deleteGroupMember: [UNKNOWN, NO],
  },
}
OUTCOMES.ChatRoom = OUTCOMES.Public

const ARGUMENTS = {
  updateGroupProfile: (groupID) => ({ groupID, introduction: 'new' }),
  setGroupMemberMuteTime: (groupID, userID) => ({ groupID, userID, muteTime: 0 }),
  setGroupMemberNameCard: (groupID, userID) => ({ groupID, userID, nameCard: 'card' }),
  setGroupMemberRole: (groupID, userID) => ({ groupID, userID, role: 'Admin' }),
  changeGroupOwner: (groupID, newOwnerID) => ({ groupID, newOwnerID }),
  dismissGroup: (groupID) => groupID,
  deleteGroupMember: (groupID, userID) => ({ groupID, userIDList: [userID] }),
}
const ROLES = ['an outsider', 'a member', 'an administrator']

/** The stage's two clients of each kind ask in every role that the kind of group has. */
export async function sample(stage) {
  const [anna, target] = cast()
  const [boris, clara] = cast()
  const a = await Client.ready(stage, 'ours', anna)
  const t = await Client.ready(stage, 'ours', target)
  const both = [await Client.ready(stage, 'official', boris), await Client.ready(stage, 'ours', clara)]
  for (const [type, outcomes] of Object.entries(OUTCOMES)) {
    const { groupID } = (await a.call('createGroup', { type, name: type, joinOption: 'FreeAccess' })).data.group
    const enter = async (client) => {
      if (type === 'Private') await a.call('addGroupMember', { groupID, userIDList: [client.user] })
      else await client.call('joinGroup', { groupID })
    }
    const ask = async (role) => {
      for (const [method, expected] of Object.entries(outcomes)) {
        if (expected[role] === undefined) continue
        for (const client of both) {
          const { failed } = await client.outcome(method, ARGUMENTS[method](groupID, target))
          same(failed ? failed.code : ALLOWED, expected[role], `${type}: ${method} by ${ROLES[role]}, ${client}`)
        }
      }
    }
    await enter(t)
    await ask(0)
    for (const client of both) await enter(client)
    await ask(1)
    if (type === 'Private') continue
    for (const { user } of both) await a.call('setGroupMemberRole', { groupID, userID: user, role: 'Admin' })
    await ask(2)
  }
  await closeAll(a, t, ...both)
}
