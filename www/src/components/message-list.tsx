// The messages of one chat, and where the reader is in it: at the end new messages follow, further up
// nothing moves, older messages come in above without a jump.

import { Fragment } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { explain } from '../notices'
import { loadOlder, type Row, type ThreadView } from '../thread'
import { day } from '../time'
import { tipText } from '../tips'
import { hold } from '../torrent'
import { DownIcon } from './icons'
import { MessageBubble } from './message-bubble'

/** Pixels from an edge that still count as being there. */
const NEAR_END = 48
const NEAR_START = 320
/** Messages of one person within so many seconds stand close together. */
const TOGETHER_S = 300

export function MessageList({ view, name }: { view: ThreadView; name: string }) {
  const { peer, rows, complete, loading, error } = view
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const atEnd = useRef(true)
  /** The first and last message that were on the screen, and how far down the first one was. */
  const before = useRef({ first: '', top: 0, last: '' })
  const [away, setAway] = useState(false)
  const [unseen, setUnseen] = useState(0)

  const toEnd = () => {
    const box = scroller.current
    if (box) box.scrollTop = box.scrollHeight
  }
  const more = () => {
    const box = scroller.current
    if (box && box.scrollTop < NEAR_START && !error) void loadOlder(peer)
  }
  const scrolled = () => {
    const box = scroller.current
    if (!box) return
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END
    setAway(!atEnd.current)
    hold(!atEnd.current)
    if (atEnd.current) setUnseen(0)
    more()
  }

  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const added = rowsAfter(rows, before.current.last)
    const wroteMyself = added.some((row) => row.delivery === 'sending')
    if (atEnd.current || wroteMyself) {
      toEnd()
    } else {
      // What came in above the first message pushed it down: follow it, so that nothing seems to move.
      const first = elementOf(list.current, before.current.first)
      if (first) box.scrollTop += first.offsetTop - before.current.top
      setUnseen((count) => count + added.filter((row) => row.delivery === 'received').length)
    }
    const first = rows[0]?.id ?? ''
    before.current = { first, top: elementOf(list.current, first)?.offsetTop ?? 0, last: rows.at(-1)?.id ?? '' }
    more()
  }, [rows])

  useEffect(() => {
    // The window, the keyboard of a phone, a growing composer: whoever was at the end stays there.
    const watcher = new ResizeObserver(() => atEnd.current && toEnd())
    if (scroller.current) watcher.observe(scroller.current)
    if (list.current) watcher.observe(list.current)
    return () => watcher.disconnect()
  }, [])

  return (
    <div class="messages">
      <div
        class="scroller"
        ref={scroller}
        onScroll={scrolled}
        tabIndex={0}
        role="region"
        aria-label={`Messages with ${name}`}
      >
        <div class="start muted">
          {error !== undefined ? (
            <p>
              {explain(error).text}{' '}
              <button type="button" onClick={() => void loadOlder(peer)}>
                Load older messages
              </button>
            </p>
          ) : loading ? (
            <p role="status">Loading messages…</p>
          ) : (
            complete && (
              <p>{rows.length > 0 ? `This is where your chat with ${name} begins` : `Say hello to ${name}`}</p>
            )
          )}
        </div>
        <ol ref={list}>
          {rows.map((row, index) => (
            <Fragment key={row.id}>
              {isNewDay(rows[index - 1], row) && <li class="day">{day(row.time)}</li>}
              <Line row={row} joined={isJoined(rows[index - 1], row)} name={name} peer={peer} />
            </Fragment>
          ))}
        </ol>
      </div>
      {away && (
        <button
          type="button"
          class="to-end"
          onClick={() => {
            toEnd()
            scroller.current?.focus() // This button is about to go.
          }}
        >
          <DownIcon />
          {unseen > 0 ? `${unseen} new ${unseen === 1 ? 'message' : 'messages'}` : 'Latest'}
        </button>
      )}
    </div>
  )
}

/** Somebody's message, or a line in the middle that says what happened in the group. */
function Line(props: Parameters<typeof MessageBubble>[0]) {
  const { row } = props
  const tip = tipText(row.message)
  if (tip === undefined) return <MessageBubble {...props} />
  return (
    <li class="tip" data-id={row.id} dir="auto">
      {tip}
    </li>
  )
}

function elementOf(list: HTMLElement | null, id: string): HTMLElement | null {
  return id ? (list?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? null) : null
}

/** The rows that came in below the one that was the last; none when everything is new. */
function rowsAfter(rows: Row[], last: string): Row[] {
  const index = rows.findIndex((row) => row.id === last)
  return index < 0 ? [] : rows.slice(index + 1)
}

function isNewDay(earlier: Row | undefined, row: Row): boolean {
  return !earlier || day(earlier.time) !== day(row.time)
}

function isJoined(earlier: Row | undefined, row: Row): boolean {
  return (
    earlier !== undefined &&
    earlier.message.from === row.message.from &&
    tipText(earlier.message) === undefined &&
    row.time - earlier.time < TOGETHER_S &&
    !isNewDay(earlier, row)
  )
}
