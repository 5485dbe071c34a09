// The conversations, the most recent first (the SDK sorts them). Each is a link to its chat.

import { signal } from '@preact/signals'
import { type ConversationRow, conversations, currentUser } from '../chat'
import { clearHistory, deleteConversation, mute, pin, star } from '../conversation-changes'
import { isRoom } from '../groups'
import { openCard } from '../people'
import { online } from '../presence'
import { go, href, route } from '../route'
import { groupOf } from '../target'
import { machine, short } from '../time'
import { Avatar } from './avatar'
import { MoreIcon, MutedIcon, PinnedIcon, StarIcon } from './icons'
import { MenuButton, type MenuItem } from './menu'

const wanted = signal('')
const starredOnly = signal(false)

export function ConversationList() {
  const { peer } = route.value
  const all = conversations.value
  if (all.length === 0) return <p class="nothing muted">No conversations yet</p>
  const word = wanted.value.trim().toLocaleLowerCase()
  const rows = all.filter(
    ({ name, peer, starred }) =>
      `${name}\n${peer}`.toLocaleLowerCase().includes(word) && (starred || !starredOnly.value),
  )
  return (
    <>
      <div class="search-line">
        <input
          type="search"
          class="search"
          aria-label="Search conversations"
          placeholder="Search"
          value={wanted.value}
          onInput={({ currentTarget }) => {
            wanted.value = currentTarget.value
          }}
        />
        <button
          type="button"
          class="plain"
          aria-label="Starred conversations only"
          title="Starred conversations only"
          aria-pressed={starredOnly.value}
          onClick={() => {
            starredOnly.value = !starredOnly.value
          }}
        >
          <StarIcon />
        </button>
      </div>
      {rows.length === 0 && (
        <p class="nothing muted" role="status">
          {starredOnly.value ? 'No starred conversation' : 'Nobody'}
          {word && ' of that name'}
        </p>
      )}
      {rows.length > 0 && (
        <ul class="conversations">
          {rows.map((row) => (
            <ConversationLine key={row.id} row={row} open={row.peer === peer} />
          ))}
        </ul>
      )}
    </>
  )
}

export function conversationItems(row: ConversationRow): MenuItem[] {
  const remove = async () => {
    if ((await deleteConversation(row)) && route.value.peer === row.peer) go(currentUser())
  }
  return [
    ...(groupOf(row.peer) ? [] : [{ label: 'Profile', run: () => void openCard(row.peer) }]),
    { label: row.pinned ? 'Unpin' : 'Pin', run: () => void pin(row) },
    { label: row.starred ? 'Unstar' : 'Star', run: () => void star(row) },
    ...(isRoom(groupOf(row.peer)) ? [] : [{ label: row.muted ? 'Unmute' : 'Mute', run: () => void mute(row) }]),
    { label: 'Clear history', danger: true, run: () => void clearHistory(row) },
    { label: 'Delete conversation', danger: true, run: () => void remove() },
  ]
}

function ConversationLine({ row, open }: { row: ConversationRow; open: boolean }) {
  const { peer, name, avatar, unread, time, text, speaker, mentioned, pinned, muted, starred } = row
  const marks = [starred && 'starred', pinned && 'pinned', muted && 'muted'].filter(Boolean)
  return (
    <li>
      <a href={href(currentUser(), peer)} aria-current={open ? 'page' : undefined} class={unread > 0 ? 'unread' : ''}>
        <span class="face">
          <Avatar user={groupOf(peer) || peer} name={name} picture={avatar} />
          {online.value.has(peer) && (
            <span class="online">
              <span class="hidden">online</span>
            </span>
          )}
        </span>
        <span class="name">
          <bdi>{name}</bdi>
          {starred && <StarIcon size={14} />}
          {pinned && <PinnedIcon />}
          {muted && <MutedIcon />}
          {marks.length > 0 && <span class="hidden">{marks.join(', ')}</span>}
        </span>
        {time > 0 && (
          <time class="time" dateTime={machine(time)}>
            {short(time)}
          </time>
        )}
        <span class="last" dir="auto">
          {speaker && (
            <>
              <bdi>{speaker}</bdi>:{' '}
            </>
          )}
          {text}
        </span>
        {(unread > 0 || mentioned) && (
          <span class="badges">
            {mentioned && (
              <span class="badge mention">
                <span aria-hidden="true">@</span>
                <span class="hidden"> you were mentioned </span>
              </span>
            )}
            {unread > 0 && (
              <span class={muted ? 'badge quiet' : 'badge'}>
                {unread > 99 ? '99+' : unread}
                <span class="hidden"> unread</span>
              </span>
            )}
          </span>
        )}
      </a>
      <MenuButton class="plain more" label={`Conversation with ${name}: more`} items={() => conversationItems(row)}>
        <MoreIcon />
      </MenuButton>
    </li>
  )
}
