// What can be done with a conversation: pinned, starred, muted, emptied, deleted; and blocking the other person.

import TIM from 'tim-wasm'
import { type ConversationRow, showConversations } from './chat'
import { notify } from './notices'
import { sdk } from './sdk'
import { groupOf } from './target'
import { forgetThread } from './thread'

/** Runs a change; when it is refused, the reader is told why. Says whether it worked. */
async function change(doing: Promise<unknown>): Promise<boolean> {
  try {
    await doing
    showConversations() // The event comes up to a second later.
    return true
  } catch (error) {
    notify(error)
    return false
  }
}

/** Pinned conversations stand above all others. */
export function pin({ id, pinned }: ConversationRow): Promise<boolean> {
  return change(sdk().pinConversation({ conversationID: id, isPinned: !pinned }))
}

/** A mark of one's own; others do not see it. */
export function star({ id, starred }: ConversationRow): Promise<boolean> {
  const markType = TIM.TYPES.CONV_MARK_TYPE_STAR
  return change(sdk().markConversation({ conversationIDList: [id], markType, enableMark: !starred }))
}

/** Messages of a muted conversation arrive silently and do not count in the total. */
export function mute({ peer, muted }: ConversationRow): Promise<boolean> {
  const { MSG_REMIND_ACPT_AND_NOTE, MSG_REMIND_ACPT_NOT_NOTE } = TIM.TYPES
  const messageRemindType = muted ? MSG_REMIND_ACPT_AND_NOTE : MSG_REMIND_ACPT_NOT_NOTE
  return change(
    groupOf(peer)
      ? sdk().setMessageRemindType({ groupID: groupOf(peer), messageRemindType })
      : sdk().setMessageRemindType({ userIDList: [peer], messageRemindType }),
  )
}

/** Deletes the messages for this user; the other person keeps them. */
export async function clearHistory({ id, peer }: ConversationRow): Promise<void> {
  if (await change(sdk().clearHistoryMessage(id))) forgetThread(peer)
}

/** Deletes the conversation and its messages for this user. */
export async function deleteConversation({ id, peer }: ConversationRow): Promise<boolean> {
  const done = await change(sdk().deleteConversation(id))
  if (done) forgetThread(peer)
  return done
}

/** What a blocked person sends is refused, until they are unblocked. */
export function block(userID: string, blocked: boolean): Promise<boolean> {
  const options = { userIDList: [userID] }
  return change(blocked ? sdk().removeFromBlacklist(options) : sdk().addToBlacklist(options))
}
