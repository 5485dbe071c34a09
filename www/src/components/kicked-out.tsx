// The server has ended this page's session. Nothing works until somebody decides where to go on.

import { useEffect, useRef } from 'preact/hooks'
import TIM, { type KickedOutType } from 'tim-wasm'
import { become, session } from '../chat'
import { go } from '../route'

const REASON: Record<KickedOutType, string> = {
  [TIM.TYPES.KICKED_OUT_MULT_ACCOUNT]: 'The same account has signed in in another tab or browser.',
  [TIM.TYPES.KICKED_OUT_MULT_DEVICE]: 'The same account has signed in on another device.',
  [TIM.TYPES.KICKED_OUT_USERSIG_EXPIRED]: 'The session has expired.',
  [TIM.TYPES.KICKED_OUT_REST_API]: 'An administrator has ended the session.',
}

export function KickedOut() {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const now = session.value
  if (now.phase !== 'kicked') return null
  return (
    <dialog ref={dialog} aria-labelledby="kicked-title" onCancel={(event) => event.preventDefault()}>
      <h2 id="kicked-title">You are signed out here</h2>
      <p>
        {REASON[now.reason]} You were <strong>{now.user}</strong>.
      </p>
      <div class="actions">
        <button type="button" onClick={() => go('')}>
          Sign in as somebody else
        </button>
        <button type="button" class="primary" autoFocus onClick={() => void become(now.user)}>
          Sign in again here
        </button>
      </div>
    </dialog>
  )
}
