// A merged message: the card that stands for it in the chat, and the messages inside, which may be merged ones
// again.

import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import TIM from 'tim-wasm'
import { fields } from '../content'
import { pictureOf, roomFor } from '../media'
import { type MergedItem, mergedCard, mergedItems, type Said } from '../merged'
import { explain } from '../notices'
import { clock, day, machine } from '../time'
import { Avatar } from './avatar'
import { BackIcon, CloseIcon } from './icons'
import { MessageBody } from './message-body'

/** The merged message that is open, and those inside it on the way to the one that is shown. */
const path = signal<Said[]>([])

export function MergedCard({ message }: { message: Said }) {
  const { title, lines } = mergedCard(message.payload)
  return (
    <button type="button" class="merged" onClick={() => (path.value = [...path.value, message])}>
      <span class="hidden">Open </span>
      <bdi class="title">{title}</bdi>
      {lines.map((line) => (
        <span class="muted" dir="auto">
          {line}
        </span>
      ))}
    </button>
  )
}

export function MergedHost() {
  return path.value.length > 0 ? <MergedDialog /> : null
}

function MergedDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => () => void (path.value = []), [])
  const shown = path.value.at(-1)
  if (!shown) return null
  return (
    <dialog
      ref={dialog}
      class="merged-view"
      aria-labelledby="merged-title"
      onClose={() => (path.value = [])}
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
    >
      <header>
        {path.value.length > 1 && (
          <button
            type="button"
            class="plain"
            aria-label="Back to the chat around this one"
            onClick={() => (path.value = path.value.slice(0, -1))}
          >
            <BackIcon />
          </button>
        )}
        <h2 id="merged-title">
          <bdi>{mergedCard(shown.payload).title}</bdi>
        </h2>
        <button type="button" class="plain" aria-label="Close" autoFocus onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <MergedItems key={path.value.length} merged={shown} />
    </dialog>
  )
}

function MergedItems({ merged }: { merged: Said }) {
  const [items, setItems] = useState<MergedItem[]>()
  const [error, setError] = useState<unknown>()
  const load = () => {
    setError(undefined)
    mergedItems(merged).then(setItems, setError)
  }
  useEffect(load, [])
  if (error !== undefined) {
    return (
      <div class="state">
        <p role="alert">{explain(error).text}</p>
        <button type="button" onClick={load}>
          Try again
        </button>
      </div>
    )
  }
  if (!items) {
    return (
      <p class="state muted" role="status">
        Loading messages…
      </p>
    )
  }
  return (
    <ol tabIndex={0} aria-label="Messages of the forwarded chat">
      {items.map((item, index) => (
        <li key={index}>
          <Avatar user={item.from} name={item.author} picture={item.avatar} />
          <div>
            <p class="muted">
              <bdi class="author">{item.author}</bdi>
              {item.time > 0 && (
                <time dateTime={machine(item.time)}>
                  {day(item.time)}, {clock(item.time)}
                </time>
              )}
            </p>
            {item.type === TIM.TYPES.MSG_IMAGE ? <Picture item={item} /> : <MessageBody message={item} />}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** Pictures open in a tab: the viewer goes through the pictures of the chat, and this one is none of them. */
function Picture({ item }: { item: MergedItem }) {
  const picture = pictureOf(fields(item.payload))
  if (!picture.shown) return <p class="muted">Picture cannot be loaded</p>
  return (
    <a class="picture" href={picture.full} target="_blank" rel="noopener noreferrer">
      <img src={picture.shown} alt="Picture" {...roomFor(picture)} referrerpolicy="no-referrer" />
    </a>
  )
}
