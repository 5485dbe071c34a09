// The messages of a live room on their way to the screen. More may come than can be read, or even drawn: each frame
// takes a few, and what would have to wait for longer than a moment is dropped, the oldest first.

import type { Message } from 'tim-wasm'

/** Rows that a room shows; older ones go. */
export const ROOM_ROWS = 60
const A_FRAME = 6

let waiting: Message[] = []
let frame = 0
let held = false
let show: (messages: Message[]) => void = () => {}

/** Who shows what a frame takes. */
export function onFrame(showing: typeof show): void {
  show = showing
}

export function pour(message: Message): void {
  waiting.push(message)
  if (waiting.length > ROOM_ROWS) waiting.shift()
  schedule()
}

/** While somebody reads further up, nothing moves; the newest messages wait. */
export function hold(reading: boolean): void {
  held = reading
  schedule()
}

/** Another room, or none. */
export function dry(): void {
  waiting = []
  held = false
}

function schedule(): void {
  if (frame || held || waiting.length === 0) return
  frame = requestAnimationFrame(() => {
    frame = 0
    show(waiting.splice(0, A_FRAME))
    schedule()
  })
}
