// Who do you want to be? Also what is seen while signing in, and when that failed.

import { useRef } from 'preact/hooks'
import { become, session } from '../chat'
import { explain } from '../notices'
import { go, href, USER_ID } from '../route'
import { Avatar } from './avatar'
import { ThemeSwitch } from './theme-switch'

const DEMO_USERS = ['alice', 'bob', 'carol', 'dave']

export function SignIn() {
  const name = useRef<HTMLInputElement>(null)
  const now = session.value
  if (now.phase === 'signing-in' || now.phase === 'signing-out') {
    return (
      <main class="sign-in" aria-busy="true">
        <p role="status">{now.phase === 'signing-in' ? `Signing in as ${now.user}…` : 'Signing out…'}</p>
      </main>
    )
  }
  const submit = (event: Event) => {
    event.preventDefault()
    const user = name.current?.value.trim()
    if (user) go(user)
  }
  return (
    <main class="sign-in">
      <div class="card">
        <h1>tim-wasm chat</h1>
        {now.phase === 'failed' ? <Failure user={now.user} error={now.error} /> : <p>Sign in as</p>}
        <ul class="users">
          {DEMO_USERS.map((user) => (
            <li key={user}>
              <a href={href(user)} onClick={() => now.phase === 'failed' && now.user === user && void become(user)}>
                <Avatar user={user} name={user} picture="" />
                {user}
              </a>
            </li>
          ))}
        </ul>
        <form onSubmit={submit}>
          <label for="own-name">or as anybody else</label>
          <div class="row">
            <input
              ref={name}
              id="own-name"
              required
              pattern={USER_ID}
              maxLength={32}
              title="1 to 32 letters, digits or signs, without blanks"
              placeholder="user ID"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
            />
            <button class="primary">Sign in</button>
          </div>
        </form>
        <p class="muted">Open two tabs, sign in as two users, and let them talk.</p>
        <ThemeSwitch />
      </div>
    </main>
  )
}

function Failure({ user, error }: { user: string; error: unknown }) {
  const { text, code } = explain(error)
  return (
    <div class="failure" role="alert">
      <p>
        Could not sign in as <strong>{user}</strong>. {text}{' '}
        {code !== undefined && <span class="code">Code {code}</span>}
      </p>
      <button type="button" onClick={() => void become(user)}>
        Try again
      </button>
    </div>
  )
}
