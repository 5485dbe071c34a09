// The left pane: who I am, start a chat, my conversations.

import { useEffect, useRef, useState } from 'preact/hooks'
import { currentUser } from '../chat'
import { me } from '../people'
import { go, href, route, USER_ID } from '../route'
import { Avatar } from './avatar'
import { ConversationList } from './conversation-list'
import { FindGroupDialog } from './find-group-dialog'
import { LeaveIcon, PeopleIcon } from './icons'
import { InboxButton } from './inbox-dialog'
import { MenuButton } from './menu'
import { NewGroupDialog } from './new-group-dialog'
import { ProfileDialog } from './profile-dialog'
import { ThemeSwitch } from './theme-switch'

export function Sidebar() {
  const sidebar = useRef<HTMLElement>(null)
  useFocusOnReturn(sidebar)
  return (
    <nav class="sidebar" aria-label="Conversations" ref={sidebar} tabIndex={-1}>
      <Me />
      <NewChat />
      <ConversationList />
      <footer>
        <ThemeSwitch />
      </footer>
    </nav>
  )
}

function Me() {
  const [editing, setEditing] = useState(false)
  const user = currentUser()
  const { nick, avatar } = me.value
  return (
    <header class="me">
      <button type="button" class="profile" aria-haspopup="dialog" onClick={() => setEditing(true)}>
        <Avatar user={user} name={nick} picture={avatar} />
        <span class="names">
          <bdi class="name">{nick || user}</bdi>
          <span class="muted">{nick ? user : 'Edit profile'}</span>
        </span>
      </button>
      <InboxButton />
      <a class="plain" href="#" aria-label="Sign out" title="Sign out">
        <LeaveIcon />
      </a>
      {editing && <ProfileDialog close={() => setEditing(false)} />}
    </header>
  )
}

function NewChat() {
  const name = useRef<HTMLInputElement>(null)
  const [dialog, setDialog] = useState<'new' | 'find'>()
  const submit = (event: Event) => {
    event.preventDefault()
    if (!name.current?.value) return
    go(currentUser(), name.current.value)
    name.current.value = ''
  }
  return (
    <>
    <form class="new-chat row" onSubmit={submit}>
      <input
        ref={name}
        aria-label="Start a chat with this user ID"
        placeholder="Chat with…"
        required
        pattern={USER_ID}
        maxLength={32}
        title="1 to 32 letters, digits or signs, without blanks"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
      <button>Start</button>
      <MenuButton
        label="Groups"
        items={() => [
          { label: 'New group', run: () => setDialog('new') },
          { label: 'Find a group', run: () => setDialog('find') },
        ]}
      >
        <PeopleIcon />
      </MenuButton>
    </form>
    {dialog === 'new' && <NewGroupDialog close={() => setDialog(undefined)} />}
    {dialog === 'find' && <FindGroupDialog close={() => setDialog(undefined)} />}
    </>
  )
}

/** After leaving a chat the focus goes back to its line in the list, where the reader came from. */
function useFocusOnReturn(sidebar: { current: HTMLElement | null }) {
  const { user, peer } = route.value
  const left = useRef('')
  useEffect(() => {
    if (!peer && left.current) {
      const link = sidebar.current?.querySelector<HTMLElement>(`a[href="${CSS.escape(href(user, left.current))}"]`)
      ;(link ?? sidebar.current)?.focus()
    }
    left.current = peer
  }, [peer])
}
