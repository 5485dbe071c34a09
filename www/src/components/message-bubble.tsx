// One message: what it says, when, and how far it got.

import TIM, { type Message } from 'tim-wasm'
import { setDraft } from '../drafts'
import { explain } from '../notices'
import { cancelUpload, discard, resend } from '../outbox'
import { type Quote, quoteOf } from '../quote'
import { isSelectable, selected, toggleSelected } from '../selection'
import type { Delivery, Row } from '../thread'
import { clock, machine } from '../time'
import { AlertIcon, CheckIcon, ClockIcon, CloseIcon, DoubleCheckIcon, MoreIcon } from './icons'
import { MenuButton, openMenuAt } from './menu'
import { MessageBody } from './message-body'
import { messageItems, writeAgain } from './message-menu'

interface Props {
  row: Row
  /** Whether it belongs to the message above: same person, short time. */
  joined: boolean
  /** The other person's name. */
  name: string
  peer: string
}

export function MessageBubble({ row, joined, name, peer }: Props) {
  const { message, time, delivery, revoked, edited } = row
  const mine = message.flow === 'out'
  const quote = revoked ? undefined : quoteOf(message)
  const author = mine ? 'You' : name
  const items = () => messageItems(row, peer)
  const choosing = selected.value !== null
  return (
    <li
      class={`message ${mine ? 'out' : 'in'} ${joined ? 'joined' : ''} ${delivery} ${choosing ? 'choosing' : ''}`}
      data-id={row.id}
      onClickCapture={choosing ? (event) => choose(event, row) : undefined}
    >
      {choosing && isSelectable(row) && (
        <input
          type="checkbox"
          aria-label={`Message from ${author}, ${clock(time)}`}
          checked={selected.value?.has(row.id)}
          onChange={() => toggleSelected(row.id)}
        />
      )}
      <div class="line">
        <div
          class="bubble"
          onContextMenu={(event) => {
            // Links and selected text keep the browser's own menu.
            if ((event.target as Element).closest('a, video') || getSelection()?.toString()) return
            openMenuAt(event, `Message from ${author}`, items())
          }}
        >
          <span class="hidden">{author}: </span>
          {quote && <QuoteLine quote={quote} name={name} peer={peer} />}
          {revoked ? <Recalled message={message} peer={peer} name={name} /> : <MessageBody message={message} />}
          {row.upload !== undefined && <Upload row={row} part={row.upload} />}
          <span class="meta">
            {edited && !revoked && 'edited '}
            <time dateTime={machine(time)}>{clock(time)}</time>
            <DeliveryMark delivery={delivery} />
          </span>
        </div>
        {delivery !== 'sending' && delivery !== 'failed' && !choosing && (
          <MenuButton class="plain more" label={`Message from ${author}, ${clock(time)}: more`} items={items}>
            <MoreIcon />
          </MenuButton>
        )}
      </div>
      {delivery === 'failed' && <Failed row={row} />}
    </li>
  )
}

/** While messages are being chosen, a click anywhere on one is one on its box. */
function choose(event: Event, row: Row): void {
  if (event.target instanceof HTMLInputElement && event.target.type === 'checkbox') return
  event.preventDefault()
  event.stopPropagation()
  if (isSelectable(row)) toggleSelected(row.id)
}

/** What this is a reply to; a click goes there, if it is loaded. */
function QuoteLine({ quote, name, peer }: { quote: Quote; name: string; peer: string }) {
  const show = () => {
    const quoted = document.querySelector(`[data-id="${CSS.escape(quote.id)}"]`)
    quoted?.scrollIntoView({ block: 'center', behavior: 'smooth' })
    quoted?.animate([{ background: 'var(--accent-soft)' }, {}], 1500)
  }
  return (
    <button type="button" class="quote" onClick={show}>
      <span class="hidden">In reply to </span>
      <bdi class="author">{quote.sender === peer ? name : 'You'}</bdi>
      <span dir="auto">{quote.text}</span>
    </button>
  )
}

function Recalled({ message, peer, name }: { message: Message; peer: string; name: string }) {
  if (message.flow === 'in') return <p class="muted">{name} recalled a message</p>
  return (
    <p class="muted">
      You recalled a message
      {message.type === TIM.TYPES.MSG_TEXT && (
        <>
          {' '}
          <button type="button" class="again" onClick={() => writeAgain(peer, message)}>
            Write it again
          </button>
        </>
      )}
    </p>
  )
}

const MARK: Record<Delivery, [label: string, Symbol: () => preact.JSX.Element] | null> = {
  received: null,
  sending: ['Sending', ClockIcon],
  sent: ['Sent', CheckIcon],
  read: ['Read', DoubleCheckIcon],
  failed: ['Not sent', AlertIcon],
}

function DeliveryMark({ delivery }: { delivery: Delivery }) {
  const mark = MARK[delivery]
  if (!mark) return null
  const [label, Symbol] = mark
  return (
    <span class="mark" title={label}>
      <Symbol />
      <span class="hidden">{label}</span>
    </span>
  )
}

function Upload({ row: { message }, part }: { row: Row; part: number }) {
  return (
    <div class="upload">
      <progress value={part} aria-label="Upload" />
      <span>{Math.round(part * 100)} %</span>
      <button type="button" class="plain" aria-label="Cancel upload" onClick={() => cancelUpload(message)}>
        <CloseIcon />
      </button>
    </div>
  )
}

function Failed({ row: { message, error } }: { row: Row }) {
  const { text, code } = explain(error)
  const takeBack = () => {
    discard(message)
    if (message.type === TIM.TYPES.MSG_TEXT) setDraft(message.to, message.payload.text)
  }
  return (
    <div class="failed-note">
      <p role="alert">
        Not sent. {text} {code !== undefined && <span class="code">Code {code}</span>}
      </p>
      <button type="button" onClick={() => void resend(message)}>
        Try again
      </button>
      <button type="button" onClick={takeBack}>
        {message.type === TIM.TYPES.MSG_TEXT ? 'Edit' : 'Discard'}
      </button>
    </div>
  )
}
