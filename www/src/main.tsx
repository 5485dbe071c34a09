// Where the page starts: the address bar decides who is signed in and which chat is open.

import './styles/base.css'
import './styles/layout.css'
import './styles/sidebar.css'
import './styles/thread.css'
import './styles/composer.css'
import './styles/media.css'
import './styles/dialogs.css'
import './styles/groups.css'
import { computed, effect, untracked } from '@preact/signals'
import { render } from 'preact'
import { attention } from './attention'
import { become, conversations, markRead, session, totalUnread } from './chat'
import { App } from './components/app'
import { enter, groups } from './groups'
import { forgetMembers, loadMembers } from './members'
import { route } from './route'
import { groupOf } from './target'
import { forgetThread, openThread, thread } from './thread'

effect(() => {
  const { user } = route.value
  untracked(() => void become(user))
})

effect(() => {
  const { peer } = route.value
  const { phase } = session.value
  // While the session is gone (kicked) the chat stays on the screen, behind the question what to do.
  untracked(() => {
    if (phase === 'ready') openChat(peer)
  })
})

function openChat(peer: string): void {
  const group = groupOf(peer)
  forgetMembers()
  openThread(group ? '' : peer)
  if (group) void enter(group)
}

// A group has messages for those who are in it: from the start, or when somebody lets them in.
const inside = computed(() => groups.value.has(groupOf(route.value.peer)))
effect(() => {
  const { peer } = route.value
  if (!inside.value || session.value.phase !== 'ready') return
  untracked(() => {
    // Whoever was out for a while has missed something.
    if (thread.value?.peer === peer) forgetThread(peer)
    else openThread(peer)
    void loadMembers(groupOf(peer))
  })
})

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
