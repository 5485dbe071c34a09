// Notices: applications that wait for an answer, and what else concerns the user in groups.

import { useEffect, useRef, useState } from 'preact/hooks'
import { type ApplicationRow, answer, applications, inbox, markSeen, type NoticeRow, unseen } from '../inbox'
import { notify } from '../notices'
import { machine, short } from '../time'
import { Avatar } from './avatar'
import { BellIcon } from './icons'

export function InboxButton() {
  const [open, setOpen] = useState(false)
  const waiting = unseen.value + applications.value.length
  return (
    <>
      <button
        type="button"
        class="plain inbox-button"
        aria-label={waiting > 0 ? `Notices, ${waiting} waiting` : 'Notices'}
        title="Notices"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <BellIcon />
        {waiting > 0 && (
          <span class="badge" aria-hidden="true">
            {waiting > 99 ? '99+' : waiting}
          </span>
        )}
      </button>
      {open && <InboxDialog close={() => setOpen(false)} />}
    </>
  )
}

function InboxDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  // Whatever comes while it is open is seen as well. Failing, it is marked the next time.
  useEffect(() => void (unseen.value > 0 && markSeen().catch(() => {})), [unseen.value])
  const waiting = applications.value
  const rows = inbox.value
  return (
    <dialog ref={dialog} class="inbox" aria-labelledby="inbox-title" onClose={close}>
      <h2 id="inbox-title">Notices</h2>
      {waiting.length + rows.length === 0 && <p class="muted">Nothing here: what happens to you in groups comes here.</p>}
      <ul>
        {waiting.map((row) => (
          <Application key={`${row.group} ${row.application.applicant}`} row={row} />
        ))}
        {rows.map((row) => (
          <Notice key={row.id} row={row} />
        ))}
      </ul>
      <div class="actions">
        <button type="button" autoFocus onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  )
}

function Application({ row }: { row: ApplicationRow }) {
  const [busy, setBusy] = useState(false)
  const handle = async (action: 'Agree' | 'Reject') => {
    setBusy(true)
    await answer(row, action).catch(notify)
    setBusy(false)
  }
  return (
    <li class="application">
      <Avatar user={row.application.applicant} name={row.applicant} picture="" />
      <div>
        <p>
          <bdi class="name">{row.applicant}</bdi> wants to join <bdi class="name">{row.groupName}</bdi>
        </p>
        {row.words && (
          <p class="muted" dir="auto">
            “{row.words}”
          </p>
        )}
        <div class="row">
          <button type="button" class="primary" disabled={busy} onClick={() => void handle('Agree')}>
            Approve
          </button>
          <button type="button" disabled={busy} onClick={() => void handle('Reject')}>
            Reject
          </button>
        </div>
      </div>
    </li>
  )
}

function Notice({ row }: { row: NoticeRow }) {
  return (
    <li>
      <Avatar user={row.group} name={row.groupName} picture="" />
      <div>
        <p dir="auto">{row.text}</p>
        {row.words && (
          <p class="muted" dir="auto">
            “{row.words}”
          </p>
        )}
      </div>
      <time class="muted" dateTime={machine(row.time)}>
        {short(row.time)}
      </time>
    </li>
  )
}
