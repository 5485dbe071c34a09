// One message: what it says, when, and how far it got.

import TIM, { type Message } from 'tim-wasm'
import { currentUser } from '../chat'
import { plain } from '../content'
import { setDraft } from '../drafts'
import { nameIn } from '../members'
import { mentionsMe } from '../mentions'
import { explain } from '../notices'
import { cancelUpload, discard, resend } from '../outbox'
import { openCard } from '../people'
import { type Quote, quoteOf } from '../quote'
import { isSelectable, selected, toggleSelected } from '../selection'
import { groupOf, peerOf } from '../target'
import type { Delivery, Row } from '../thread'
import { clock, machine } from '../time'
import { Avatar } from './avatar'
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
  const group = groupOf(peer)
  const author = mine ? 'You' : (group && senderName(message)) || name
  const mentioned = !mine && group !== '' && mentionsMe(message)
  const items = () => messageItems(row, peer)
  const choosing = selected.value !== null
  return (
    <li
      class={`message ${mine ? 'out' : 'in'} ${joined ? 'joined' : ''} ${delivery} ${choosing ? 'choosing' : ''} ${group && 'of-group'} ${mentioned ? 'mentioned' : ''}`}
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
      {group && !mine && !joined && (
        <button
          type="button"
          class="plain avatar-button"
          aria-label={`Profile of ${author}`}
          aria-haspopup="dialog"
          onClick={() => void openCard(message.from)}
        >
          <Avatar user={message.from} name={author} picture={plain(message.avatar)} />
        </button>
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
          {group && !mine && !joined ? <bdi class="sender">{author}</bdi> : <span class="hidden">{author}: </span>}
          {quote && <QuoteLine quote={quote} name={name} peer={peer} />}
          {revoked ? <Recalled message={message} peer={peer} name={author} /> : <MessageBody message={message} />}
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

function senderName({ to, from, nick, nameCard }: Message): string {
  return plain(nameCard) || plain(nick) || nameIn(to, from)
}

function authorOf(user: string, peer: string, name: string): string {
  if (user === currentUser()) return 'You'
  return groupOf(peer) ? nameIn(groupOf(peer), user) : name
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
      <bdi class="author">{authorOf(quote.sender, peer, name)}</bdi>
      <span dir="auto">{quote.text}</span>
    </button>
  )
}

function Recalled({ message, peer, name }: { message: Message; peer: string; name: string }) {
  const { revoker, from } = message
  if (revoker !== from && groupOf(peer)) {
    // Who runs a group has taken it back. Where that was done here, the message does not say by whom.
    const whose = name === 'You' ? 'yours' : name
    if (!revoker && message.flow === 'in') return <p class="muted">A message of {whose} was recalled</p>
    if (revoker) return <p class="muted">{authorOf(revoker, peer, name)} recalled a message of {whose}</p>
  }
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
    if (message.type === TIM.TYPES.MSG_TEXT) setDraft(peerOf(message), message.payload.text)
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
