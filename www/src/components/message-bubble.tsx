// One message: what it says, when, and how far it got.

import TIM from 'tim-wasm'
import { setDraft } from '../drafts'
import { explain } from '../notices'
import { cancelUpload, discard, resend } from '../outbox'
import type { Delivery, Row } from '../thread'
import { clock, machine } from '../time'
import { AlertIcon, CheckIcon, ClockIcon, CloseIcon, DoubleCheckIcon } from './icons'
import { MessageBody } from './message-body'

interface Props {
  row: Row
  /** Whether it belongs to the message above: same person, short time. */
  joined: boolean
  /** The other person's name. */
  name: string
}

export function MessageBubble({ row, joined, name }: Props) {
  const { message, time, delivery, revoked } = row
  const mine = message.flow === 'out'
  return (
    <li class={`message ${mine ? 'out' : 'in'} ${joined ? 'joined' : ''} ${delivery}`} data-id={row.id}>
      <div class="bubble">
        <span class="hidden">{mine ? 'You' : name}: </span>
        {revoked ? <p class="muted">Message recalled</p> : <MessageBody message={message} />}
        {row.upload !== undefined && <Upload row={row} part={row.upload} />}
        <span class="meta">
          <time dateTime={machine(time)}>{clock(time)}</time>
          <DeliveryMark delivery={delivery} />
        </span>
      </div>
      {delivery === 'failed' && <Failed row={row} />}
    </li>
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
