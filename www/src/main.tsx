// Where the page starts: the address bar decides who is signed in and which chat is open.

import './styles/base.css'
import './styles/layout.css'
import './styles/sidebar.css'
import './styles/thread.css'
import './styles/composer.css'
import './styles/media.css'
import './styles/dialogs.css'
import './styles/groups.css'
import { effect, untracked } from '@preact/signals'
import { render } from 'preact'
import { attention } from './attention'
import { become, conversations, markRead, session, totalUnread } from './chat'
import { App } from './components/app'
import { enter, groups } from './groups'
import { forgetMembers, loadMembers } from './members'
import { route } from './route'
import { groupOf } from './target'
import { openThread, thread } from './thread'

effect(() => {
  const { user } = route.value
  untracked(() => void become(user))
})

effect(() => {
  const { peer } = route.value
  const { phase } = session.value
  // While the session is gone (kicked) the chat stays on the screen, behind the question what to do.
  untracked(() => {
    if (phase !== 'ready') return
    void openChat(peer)
  })
})

async function openChat(peer: string): Promise<void> {
  const group = groupOf(peer)
  forgetMembers()
  if (!group) return openThread(peer)
  const known = groups.value.has(group)
  openThread(known ? peer : '')
  await enter(group)
  if (route.value.peer !== peer || !groups.value.has(group)) return
  if (!known) openThread(peer)
  await loadMembers(group)
}

// Messages are read when their chat is open and somebody is looking at it.
effect(() => {
  const open = conversations.value.find(({ peer }) => peer === thread.value?.peer)
  if (open && open.unread > 0 && attention.value && session.value.phase === 'ready') {
    // Nothing to show when it fails: the count stays, and the next change of the list tries again.
    untracked(() => markRead(open.id).catch(() => {}))
  }
})

effect(() => {
  const { user } = route.value
  const name = user ? `${user} · tim-wasm chat` : 'tim-wasm chat'
  document.title = totalUnread.value > 0 ? `(${totalUnread.value}) ${name}` : name
})

const root = document.getElementById('app')
if (root) render(<App />, root)
