// The conversations, the most recent first (the SDK sorts them). Each is a link to its chat.

import { type ConversationRow, conversations, currentUser } from '../chat'
import { href, route } from '../route'
import { machine, short } from '../time'
import { Avatar } from './avatar'

export function ConversationList() {
  const { peer } = route.value
  const rows = conversations.value
  if (rows.length === 0) return <p class="nothing muted">No conversations yet</p>
  return (
    <ul class="conversations">
      {rows.map((row) => (
        <ConversationLine key={row.id} row={row} open={row.peer === peer} />
      ))}
    </ul>
  )
}

function ConversationLine({ row, open }: { row: ConversationRow; open: boolean }) {
  const { peer, name, avatar, unread, time, text, mine } = row
  return (
    <li>
      <a href={href(currentUser(), peer)} aria-current={open ? 'page' : undefined} class={unread > 0 ? 'unread' : ''}>
        <Avatar user={peer} name={name} picture={avatar} />
        <bdi class="name">{name}</bdi>
        {time > 0 && (
          <time class="time" dateTime={machine(time)}>
            {short(time)}
          </time>
        )}
        <span class="last" dir="auto">
          {mine && 'You: '}
          {text}
        </span>
        {unread > 0 && (
          <span class="badge">
            {unread > 99 ? '99+' : unread}
            <span class="hidden"> unread</span>
          </span>
        )}
      </a>
    </li>
  )
}
