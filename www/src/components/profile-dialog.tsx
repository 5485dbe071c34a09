// The own profile: the name and picture that others see.

import { useEffect, useRef, useState } from 'preact/hooks'
import { currentUser, me, saveProfile } from '../chat'
import { type Explanation, explain } from '../notices'
import { Avatar } from './avatar'

export function ProfileDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [nick, setNick] = useState(me.value.nick)
  const [avatar, setAvatar] = useState(me.value.avatar)
  const [saving, setSaving] = useState(false)
  const [error, setError] = useState<Explanation>()
  // A modal dialog keeps the focus inside, closes with Escape and gives the focus back.
  useEffect(() => dialog.current?.showModal(), [])

  const submit = async (event: Event) => {
    event.preventDefault()
    setSaving(true)
    try {
      await saveProfile(nick.trim(), avatar.trim())
      dialog.current?.close()
    } catch (failure) {
      setError(explain(failure))
      setSaving(false)
    }
  }

  return (
    <dialog ref={dialog} aria-labelledby="profile-title" onClose={close}>
      <form onSubmit={submit}>
        <h2 id="profile-title">Your profile</h2>
        <div class="preview">
          <Avatar user={currentUser()} name={nick} picture={avatar} size="large" />
          <p class="muted">User ID: {currentUser()}</p>
        </div>
        <label for="nick">Name</label>
        <input id="nick" value={nick} maxLength={64} onInput={(event) => setNick(event.currentTarget.value)} />
        <label for="avatar">Address of a picture</label>
        <input
          id="avatar"
          type="url"
          placeholder="https://…"
          pattern="(https://|data:image/).+"
          title="An address that starts with https://"
          maxLength={500}
          value={avatar}
          onInput={(event) => setAvatar(event.currentTarget.value)}
        />
        {error && (
          <p class="failure" role="alert">
            {error.text} {error.code !== undefined && <span class="code">Code {error.code}</span>}
          </p>
        )}
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button class="primary" disabled={saving}>
            Save
          </button>
        </div>
      </form>
    </dialog>
  )
}
