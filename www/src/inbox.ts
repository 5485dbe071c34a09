// Notices: what concerns the user in groups they are in or are not in any more. The SDK keeps them as the messages
// of one conversation, which is no chat. Applications to join wait here until somebody answers.

import { signal } from '@preact/signals'
import TIM, { type GroupApplication, type Message, type TIMInstance } from 'tim-wasm'
import { fields, plain } from './content'
import { notify } from './notices'
import { sdk } from './sdk'

/** The conversation of notices. */
export const SYSTEM = TIM.TYPES.CONV_SYSTEM

export interface NoticeRow {
  id: string
  group: string
  groupName: string
  text: string
  /** What the applicant or the administrator says. */
  words: string
  time: number
}

export interface ApplicationRow {
  application: GroupApplication
  applicant: string
  group: string
  groupName: string
  words: string
}

export const inbox = signal<NoticeRow[]>([])
export const applications = signal<ApplicationRow[]>([])
/** Notices that came and were not looked at. */
export const unseen = signal(0)

export function listenForNotices(tim: TIMInstance): void {
  tim.on(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => {
    const told = data.filter(({ conversationID }) => conversationID === SYSTEM)
    if (told.length === 0) return
    unseen.value += told.filter((notice) => rowOf(notice).text !== '').length
    loadInbox().catch(notify)
  })
}

export async function loadInbox(): Promise<void> {
  const [waiting, told] = await Promise.all([
    sdk().getGroupApplicationList(),
    sdk().getMessageList({ conversationID: SYSTEM }),
  ])
  const messages = told.data.messageList
  applications.value = waiting.data.applicationList.map((application) => ({
    application,
    applicant: plain(application.applicantNick) || application.applicant,
    group: application.groupID,
    groupName: plain(application.groupName) || application.groupID,
    words: wordsOf(messages, application),
  }))
  inbox.value = messages.map(rowOf).filter((row) => row.text !== '').reverse()
}

/** Why somebody wants to join stands in the notice of it, not in the list of applications. */
function wordsOf(messages: Message[], { messageKey }: GroupApplication): string {
  const notice = messages.map(({ payload }) => fields(payload)).find((payload) => payload.messageKey === messageKey)
  return plain(notice?.handleMessage)
}

function rowOf({ ID, payload, time }: Message): NoticeRow {
  const notice = fields(payload)
  const profile = fields(notice.groupProfile)
  const group = plain(profile.groupID)
  const groupName = plain(profile.name) || group
  return { id: ID, group, groupName, text: noticeText(notice, groupName), words: plain(notice.handleMessage), time }
}

/** In words; `''` for what the user has done themselves, and for applications, which are shown on their own. */
function noticeText({ operationType, operatorID, userDefinedField }: Record<string, unknown>, group: string): string {
  const who = plain(operatorID)
  const texts: Record<number, string> = {
    2: `${who} has let you into ${group}`,
    3: `${who} did not let you into ${group}`,
    4: `${who} removed you from ${group}`,
    5: `${who} dismissed ${group}`,
    7: `${who} added you to ${group}`,
    9: `You are an administrator of ${group} now`,
    10: `You are no administrator of ${group} any more`,
    11: `${group} was dissolved`,
    21: `You were banned from ${group}`,
    255: plain(userDefinedField),
  }
  return texts[Number(operationType)] ?? ''
}

export async function answer({ application }: ApplicationRow, handleAction: 'Agree' | 'Reject'): Promise<void> {
  try {
    await sdk().handleGroupApplication({ handleAction, application })
  } finally {
    await loadInbox() // Another administrator may have been faster.
  }
}

/** Somebody looks at the notices. */
export async function markSeen(): Promise<void> {
  unseen.value = 0
  await sdk().setMessageRead({ conversationID: SYSTEM })
}

/** Another user signs in. */
export function clearInbox(): void {
  inbox.value = []
  applications.value = []
  unseen.value = 0
}
