// One picture of the chat as large as the window. The arrow keys go to the picture before and after it,
// Escape leaves.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import TIM from 'tim-wasm'
import { fields } from '../content'
import { pictureOf } from '../media'
import { type Row, thread } from '../thread'
import { day, clock } from '../time'
import { BackIcon, CloseIcon, DownloadIcon, ForwardIcon } from './icons'

/** The ID of the message whose picture is shown. */
const viewed = signal('')

export function viewPicture(id: string): void {
  viewed.value = id
}

export function PictureViewer({ name }: { name: string }) {
  const rows = thread.value?.rows.filter(isPicture) ?? []
  const index = rows.findIndex(({ id }) => id === viewed.value)
  const row = rows[index]
  // A picture that was recalled meanwhile is gone here, too.
  useEffect(() => {
    if (viewed.value && !row) viewed.value = ''
  }, [row])
  useEffect(() => () => void (viewed.value = ''), [])
  return row ? <Viewer row={row} before={rows[index - 1]} after={rows[index + 1]} name={name} /> : null
}

function isPicture({ message, revoked }: Row): boolean {
  return message.type === TIM.TYPES.MSG_IMAGE && !revoked && pictureOf(fields(message.payload)).full !== undefined
}

interface Props {
  row: Row
  before: Row | undefined
  after: Row | undefined
  name: string
}

function Viewer({ row, before, after, name }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const { full } = pictureOf(fields(row.message.payload))
  const sender = row.message.flow === 'out' ? 'You' : name

  const go = (target: Row | undefined) => {
    if (target) viewPicture(target.id)
  }
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') go(before)
    if (event.key === 'ArrowRight') go(after)
  }
  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={`Picture from ${sender}`}
      onClose={() => viewPicture('')}
      onKeyDown={keyDown}
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
    >
      <header>
        <p>
          <bdi>{sender}</bdi>, {day(row.time)}, {clock(row.time)}
        </p>
        <a class="plain" href={full} download target="_blank" rel="noopener noreferrer" aria-label="Download picture">
          <DownloadIcon />
        </a>
        <button type="button" class="plain" aria-label="Close" autoFocus onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <img src={full} alt={`Picture from ${sender}`} referrerpolicy="no-referrer" />
      <button
        type="button"
        class="plain before"
        aria-label="Picture before"
        disabled={!before}
        onClick={() => go(before)}
      >
        <BackIcon />
      </button>
      <button type="button" class="plain after" aria-label="Picture after" disabled={!after} onClick={() => go(after)}>
        <ForwardIcon />
      </button>
    </dialog>
  )
}
