// Profiles, the blacklist and the status of users.

import TIM, { type Profile, type UserFailure, type UserStatus } from 'tim-wasm'

const tim = TIM.create({ SDKAppID: 1400000000 })
const users = { userIDList: ['bob', 'carol'] }

export async function profiles(): Promise<Profile[]> {
  // @ts-expect-error: an object of options
  await tim.getUserProfile(['bob'])
  // @ts-expect-error: the members of the list are texts
  await tim.getUserProfile({ userIDList: [7] })
  const { data } = await tim.getUserProfile(users)
  const nick: string | undefined = data[0]?.nick
  void nick
  return data
}

export async function blacklist(): Promise<string[]> {
  const before: string[] = (await tim.getBlacklist()).data
  // @ts-expect-error: the list is missing
  await tim.addToBlacklist({})
  const added: string[] = (await tim.addToBlacklist(users)).data
  const left: string[] = (await tim.removeFromBlacklist(users)).data
  return [...before, ...added, ...left]
}

export async function status(): Promise<UserFailure[]> {
  // @ts-expect-error: the text is missing
  await tim.setSelfStatus({})
  const mine: UserStatus = (await tim.setSelfStatus({ customStatus: 'at lunch' })).data
  const { successUserList, failureUserList } = (await tim.getUserStatus(users)).data
  const online = [mine, ...successUserList].filter((user) => user.statusType === TIM.TYPES.USER_STATUS_ONLINE)
  const refused = (await tim.subscribeUserStatus(users)).data.failureUserList
  await tim.unsubscribeUserStatus(users)
  await tim.unsubscribeUserStatus()
  // @ts-expect-error: an array
  await tim.unsubscribeUserStatus({ userIDList: 'bob' })
  void online
  return [...failureUserList, ...refused]
}
