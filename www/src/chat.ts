// The account's side of the SDK: sign in and out, what happens to the connection, the conversation list.
// Events come in, signals go out; components read the signals and call these functions.

import { signal } from '@preact/signals'
import TIM, { type Conversation, type KickedOutType, type LastMessage, type NetState, type TIMInstance } from 'tim-wasm'
import { clearAttachments } from './attachments'
import { plain } from './content'
import { clearDrafts } from './drafts'
import { clearGroups, listenForGroups, showGroups } from './groups'
import { clearInbox, listenForNotices, loadInbox, SYSTEM } from './inbox'
import { forgetMembers, listenForMembers } from './members'
import { notify } from './notices'
import { clearOutbox } from './outbox'
import { card, me, NOBODY, showMe } from './people'
import { clearPresence, listenForPresence, watch } from './presence'
import { type Credentials, connect, sdk } from './sdk'
import { groupOf, peerOfGroup } from './target'
import { clearThreads, listenForMessages } from './thread'
import { summary, tipText } from './tips'

export type Session =
  | { phase: 'signed-out' }
  | { phase: 'signing-in'; user: string }
  | { phase: 'ready'; user: string }
  | { phase: 'signing-out'; user: string }
  | { phase: 'failed'; user: string; error: unknown }
  /** The server has ended the session. */
  | { phase: 'kicked'; user: string; reason: KickedOutType }

export const session = signal<Session>({ phase: 'signed-out' })
export const network = signal<NetState>('connected')
export const totalUnread = signal(0)

/** One line of the conversation list. */
export interface ConversationRow {
  id: string
  /** As in target.ts. */
  peer: string
  name: string
  avatar: string
  unread: number
  /** Seconds since 1970, 0 when there is no message yet. */
  time: number
  text: string
  /** Who has said it, in front of the text; `''` in a chat of two, and where the text says it. */
  speaker: string
  /** Somebody has mentioned the user since they were here. */
  mentioned: boolean
  pinned: boolean
  muted: boolean
  starred: boolean
}

export const conversations = signal<ConversationRow[]>([])

// --- events ---------------------------------------------------------------------------------------

/** The SDK's own list: its objects change in place, which a signal cannot see. Rows are copies. */
let live: Conversation[] = []

function listen(tim: TIMInstance): void {
  // Signed in and the first conversations are there: from now on every method may be called.
  tim.on(TIM.EVENT.SDK_READY, () => {
    if (session.value.phase === 'signing-in') session.value = { phase: 'ready', user: session.value.user }
    loadAccount().catch(notify)
  })
  tim.on(TIM.EVENT.KICKED_OUT, ({ data }) => {
    if (session.value.phase === 'signed-out') return
    session.value = { phase: 'kicked', user: session.value.user, reason: data.type }
  })
  tim.on(TIM.EVENT.NET_STATE_CHANGE, ({ data }) => {
    network.value = data.state
  })
  tim.on(TIM.EVENT.CONVERSATION_LIST_UPDATED, ({ data }) => {
    live = data
    showConversations()
    showGroups()
  })
  tim.on(TIM.EVENT.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, ({ data }) => {
    totalUnread.value = data
  })
  tim.on(TIM.EVENT.PROFILE_UPDATED, ({ data }) => {
    const user = currentUser()
    const mine = data.find((profile) => profile.userID === user)
    if (mine) showMe(mine)
  })
  tim.on(TIM.EVENT.ERROR, ({ data }) => notify(data))
  listenForMessages(tim)
  listenForPresence(tim)
  listenForGroups(tim)
  listenForMembers(tim)
  listenForNotices(tim)
}

async function loadAccount(): Promise<void> {
  const [profile, list, groups] = await Promise.all([
    sdk().getMyProfile(),
    sdk().getConversationList(),
    sdk().getGroupList(),
  ])
  showMe(profile.data)
  live = list.data.conversationList
  showConversations()
  showGroups(groups.data.groupList)
  await loadInbox()
}

/** Copies what the list shows out of the SDK's live objects. */
export function showConversations(): void {
  conversations.value = live.flatMap((conversation) => {
    // Notices are no chat: they are in the inbox.
    if (conversation.conversationID === SYSTEM) return []
    const { conversationID, toAccount, userProfile, groupProfile, lastMessage, unreadCount, remark } = conversation
    const ofGroup = conversation.type === TIM.TYPES.CONV_GROUP
    return {
      id: conversationID,
      peer: ofGroup ? peerOfGroup(toAccount) : toAccount,
      name: plain(remark) || plain(userProfile?.nick) || plain(groupProfile?.name) || toAccount,
      avatar: plain(userProfile?.avatar) || plain(groupProfile?.avatar),
      unread: unreadCount,
      time: lastMessage.lastTime,
      ...lastWords(lastMessage, ofGroup ? toAccount : ''),
      mentioned: conversation.groupAtInfoList.length > 0,
      pinned: conversation.isPinned,
      muted:
        conversation.messageRemindType === TIM.TYPES.MSG_REMIND_ACPT_NOT_NOTE &&
        conversation.subType !== TIM.TYPES.GRP_AVCHATROOM, // A live room is always silent.
      starred: conversation.markList.includes(TIM.TYPES.CONV_MARK_TYPE_STAR),
    }
  })
  void watch(conversations.value.map(({ peer }) => peer).filter((peer) => !groupOf(peer)))
}

function lastWords(last: LastMessage, group: string): Pick<ConversationRow, 'text' | 'speaker'> {
  const from = last.fromAccount || ''
  const message = { type: last.type, payload: last.payload, from, nick: last.nameCard || last.nick, to: group }
  const mine = from === currentUser()
  const byNobody = group !== '' && tipText(message) !== undefined
  const speaker = byNobody || !from ? '' : mine ? 'You' : group ? message.nick || from : ''
  return { text: last.isRevoked ? 'Message recalled' : summary(message), speaker }
}

// --- signing in and out ---------------------------------------------------------------------------

/** The user who is signed in, or about to be. */
export function currentUser(): string {
  return session.value.phase === 'signed-out' ? '' : session.value.user
}

let turn: Promise<void> = Promise.resolve()

/** Makes `user` the signed-in user; `''` signs out. Calls wait for each other, the last one wins. */
export function become(user: string): Promise<void> {
  turn = turn.then(async () => {
    const now = session.value
    if (now.phase === 'ready' && now.user === user) return
    if (now.phase === 'ready' || now.phase === 'signing-in') {
      session.value = { phase: 'signing-out', user: now.user }
      // Whatever comes of it, nobody is signed in afterwards: there is nothing to tell the reader.
      await sdk()
        .logout()
        .catch(() => {})
    }
    clearAccount()
    if (user) await signIn(user)
    else session.value = { phase: 'signed-out' }
  })
  return turn
}

async function signIn(user: string): Promise<void> {
  session.value = { phase: 'signing-in', user }
  try {
    const answer = await fetch(`/usersig?user=${encodeURIComponent(user)}`, { signal: AbortSignal.timeout(10_000) })
    if (!answer.ok) throw new Error(`This server does not sign users in (${answer.status}): start it with --dev`)
    const { SDKAppID, userID, userSig }: Credentials = await answer.json()
    await connect(SDKAppID, listen).login({ userID, userSig })
  } catch (error) {
    session.value = { phase: 'failed', user, error }
  }
}

function clearAccount(): void {
  live = []
  conversations.value = []
  totalUnread.value = 0
  me.value = NOBODY
  card.value = null
  clearAttachments()
  clearDrafts()
  clearOutbox()
  clearThreads()
  clearPresence()
  clearGroups()
  clearInbox()
  forgetMembers()
}

// --- what the reader does -------------------------------------------------------------------------

const reporting = new Set<string>()

/** Tells the other person that their messages were seen. Call it only when they really were. */
export async function markRead(conversationID: string): Promise<void> {
  if (reporting.has(conversationID)) return
  reporting.add(conversationID)
  try {
    await sdk().setMessageRead({ conversationID })
    showConversations() // The event comes up to a second later.
  } finally {
    reporting.delete(conversationID)
  }
}
