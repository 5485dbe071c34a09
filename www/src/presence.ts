// Who of the people in the list is online, and whom this user has blocked.

import { signal } from '@preact/signals'
import TIM, { type TIMInstance, type UserStatus } from 'tim-wasm'
import { sdk } from './sdk'

export const online = signal<ReadonlySet<string>>(new Set())
export const blocked = signal<readonly string[]>([])

const watched = new Set<string>()

export function listenForPresence(tim: TIMInstance): void {
  tim.on(TIM.EVENT.USER_STATUS_UPDATED, ({ data }) => show(data))
  tim.on(TIM.EVENT.BLACKLIST_UPDATED, ({ data }) => {
    blocked.value = [...data]
  })
}

function show(statuses: UserStatus[]): void {
  const now = new Set(online.value)
  for (const { userID, statusType } of statuses) {
    if (statusType === TIM.TYPES.USER_STATUS_ONLINE) now.add(userID)
    else now.delete(userID)
  }
  online.value = now
}

/** Asks about people who are not watched yet, and hears of them from now on. At most 100 at a time. */
export async function watch(users: string[]): Promise<void> {
  const userIDList = users.filter((user) => !watched.has(user)).slice(0, 100)
  if (userIDList.length === 0) return
  for (const user of userIDList) watched.add(user)
  try {
    await sdk().subscribeUserStatus({ userIDList })
    show((await sdk().getUserStatus({ userIDList })).data.successUserList)
  } catch {
    // A service without user status: nobody has a dot. After a lost connection they are asked about again.
    for (const user of userIDList) watched.delete(user)
  }
}

/** Another user signs in. */
export function clearPresence(): void {
  watched.clear()
  online.value = new Set()
  blocked.value = []
}
