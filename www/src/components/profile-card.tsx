// Who somebody else is, and what can be done about it.

import { useEffect, useRef } from 'preact/hooks'
import TIM from 'tim-wasm'
import { currentUser } from '../chat'
import { plain } from '../content'
import { block } from '../conversation-changes'
import { explain } from '../notices'
import { type Card, card } from '../people'
import { blocked, online } from '../presence'
import { go } from '../route'
import { Avatar } from './avatar'

export function ProfileCardHost() {
  return card.value && <ProfileCard key={card.value.user} card={card.value} />
}

const GENDERS: Record<string, string> = {
  [TIM.TYPES.GENDER_FEMALE]: 'Female',
  [TIM.TYPES.GENDER_MALE]: 'Male',
}

function ProfileCard({ card: { user, profile, status, error } }: { card: Card }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const close = () => dialog.current?.close()
  const name = plain(profile?.nick) || user
  const isBlocked = blocked.value.includes(user)
  const says = plain(status?.customStatus)
  const facts = [
    ['User ID', user],
    ['Gender', GENDERS[profile?.gender ?? ''] ?? ''],
    ['Place', plain(profile?.location)],
    ['Status', [online.value.has(user) ? 'Online' : 'Offline', says].filter(Boolean).join(' · ')],
  ].filter(([, value]) => value)
  return (
    <dialog ref={dialog} class="card" aria-labelledby="card-title" onClose={() => (card.value = null)}>
      <Avatar user={user} name={name} picture={plain(profile?.avatar)} size="large" />
      <h2 id="card-title">
        <bdi>{name}</bdi>
      </h2>
      {profile?.selfSignature && <p dir="auto">{plain(profile.selfSignature)}</p>}
      {error !== undefined && (
        <p class="failure" role="alert">
          {explain(error).text}
        </p>
      )}
      <dl>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {isBlocked && <p class="muted">You have blocked this person: they cannot write to you.</p>}
      <div class="actions">
        <button type="button" class="danger" onClick={() => void block(user, isBlocked)}>
          {isBlocked ? 'Unblock' : 'Block'}
        </button>
        <button type="button" onClick={close}>
          Close
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            close()
            go(currentUser(), user)
          }}
        >
          Write
        </button>
      </div>
    </dialog>
  )
}
