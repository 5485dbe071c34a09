// Which of the page's views is shown.

import { conversations, currentUser, session } from '../chat'
import { route } from '../route'
import { groupOf } from '../target'
import { thread } from '../thread'
import { Announcer } from './announcer'
import { ChatPane } from './chat-pane'
import { ForwardHost } from './forward-dialog'
import { KickedOut } from './kicked-out'
import { MenuHost } from './menu'
import { NetworkBanner } from './network-banner'
import { Notices } from './notices'
import { ProfileCardHost } from './profile-card'
import { QuestionHost } from './question'
import { Sidebar } from './sidebar'
import { SignIn } from './sign-in'

export function App() {
  const { phase } = session.value
  return (
    <>
      {phase === 'ready' || phase === 'kicked' ? <Chat /> : <SignIn />}
      {phase === 'kicked' && <KickedOut />}
      <Announcer />
      <Notices />
    </>
  )
}

function Chat() {
  const { peer } = route.value
  // On a narrow screen the class decides which of the two panes is seen.
  return (
    <main class={`chat ${peer ? 'in-thread' : 'in-list'}`}>
      <h1 class="hidden">Chats of {currentUser()}</h1>
      <NetworkBanner />
      <Sidebar />
      <section class="pane" aria-label={peer ? `Chat with ${groupOf(peer) || peer}` : 'No chat open'}>
        {peer ? <ChatPane key={peer} peer={peer} view={thread.value} /> : <NothingOpen />}
      </section>
      <ForwardHost />
      <ProfileCardHost />
      <QuestionHost />
      <MenuHost />
    </main>
  )
}

function NothingOpen() {
  return (
    <div class="nothing">
      <p>{conversations.value.length > 0 ? 'Choose a conversation, or start a new one.' : 'No conversations yet.'}</p>
      <p class="muted">
        To see both sides,{' '}
        <a href="./" target="_blank" rel="noopener">
          open this page in a second tab
        </a>{' '}
        and sign in as somebody else.
      </p>
    </div>
  )
}
