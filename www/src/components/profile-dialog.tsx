// The own profile: what others see.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import TIM from 'tim-wasm'
import { currentUser } from '../chat'
import { me, type OwnProfile, saveProfile, uploadAvatar } from '../people'
import { FormActions, useAttempt } from './attempt'
import { Avatar } from './avatar'

export function ProfileDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [profile, setProfile] = useState(me.value)
  const { busy, attempt, failure } = useAttempt()
  // A modal dialog keeps the focus inside, closes with Escape and gives the focus back.
  useEffect(() => dialog.current?.showModal(), [])

  const change = (changes: Partial<OwnProfile>) => setProfile((before) => ({ ...before, ...changes }))

  const submit = (event: Event) => {
    event.preventDefault()
    const { nick, selfSignature, ...others } = profile
    void attempt(async () => {
      await saveProfile({ ...others, nick: nick.trim(), selfSignature: selfSignature.trim() })
      dialog.current?.close()
    })
  }

  return (
    <dialog ref={dialog} aria-labelledby="profile-title" onClose={close}>
      <form onSubmit={submit}>
        <h2 id="profile-title">Your profile</h2>
        <div class="preview">
          <Avatar user={currentUser()} name={profile.nick} picture={profile.avatar} size="large" />
          <div>
            <p class="muted">User ID: {currentUser()}</p>
            <div class="row">
              <PictureButton chosen={(file) => attempt(async () => change({ avatar: await uploadAvatar(file) }))}>
                {profile.avatar ? 'Other picture…' : 'Picture…'}
              </PictureButton>
              {profile.avatar && (
                <button type="button" onClick={() => change({ avatar: '' })}>
                  Remove
                </button>
              )}
            </div>
          </div>
        </div>
        <label for="nick">Name</label>
        <input
          id="nick"
          value={profile.nick}
          maxLength={64}
          onInput={({ currentTarget }) => change({ nick: currentTarget.value })}
        />
        <label for="signature">About you</label>
        <input
          id="signature"
          value={profile.selfSignature}
          maxLength={120}
          onInput={({ currentTarget }) => change({ selfSignature: currentTarget.value })}
        />
        <label for="gender">Gender</label>
        <select
          id="gender"
          value={profile.gender || TIM.TYPES.GENDER_UNKNOWN}
          onChange={({ currentTarget }) => change({ gender: currentTarget.value as OwnProfile['gender'] })}
        >
          <option value={TIM.TYPES.GENDER_UNKNOWN}>Not said</option>
          <option value={TIM.TYPES.GENDER_FEMALE}>Female</option>
          <option value={TIM.TYPES.GENDER_MALE}>Male</option>
        </select>
        {failure}
        <FormActions label="Save" busy={busy} close={() => dialog.current?.close()} />
      </form>
    </dialog>
  )
}

/** A button that asks for a picture. The file input itself cannot be given the page's looks. */
export function PictureButton({ chosen, children }: { chosen: (file: File) => void; children: ComponentChildren }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label="Picture"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0]
          currentTarget.value = '' // The same file can be chosen again.
          if (file) chosen(file)
        }}
      />
      <button type="button" onClick={() => input.current?.click()}>
        {children}
      </button>
    </>
  )
}
