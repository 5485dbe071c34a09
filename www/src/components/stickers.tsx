// The page's own stickers, drawn here. As messages they travel as an emoji, which every client can show;
// this page shows its drawing instead.

import type { ComponentChildren } from 'preact'

export interface Sticker {
  /** What a face message carries. */
  symbol: string
  name: string
  drawing: ComponentChildren
}

const face = (y: number) => (
  <g fill="none" stroke="#3b2a20" stroke-width="3" stroke-linecap="round">
    <path d={`M38 ${y}v1M62 ${y}v1`} stroke-width="6" />
    <path d={`M43 ${y + 9}q7 7 14 0`} />
  </g>
)

export const STICKERS: Sticker[] = [
  {
    symbol: '🐱',
    name: 'cat',
    drawing: (
      <>
        <path d="M22 18l18 12h20l18-12 4 36a32 30 0 0 1-64 0z" fill="#f2a65a" />
        <path d="M27 26l8 8-8 6zM73 26l-8 8 8 6z" fill="#f7cfa5" />
        {face(52)}
        <path
          d="M12 58h14M13 68l13-3M88 58H74M87 68l-13-3"
          stroke="#3b2a20"
          stroke-width="2.5"
          stroke-linecap="round"
        />
      </>
    ),
  },
  {
    symbol: '❤️',
    name: 'heart',
    drawing: (
      <>
        <path d="M50 88C16 64 8 48 8 35a21 21 0 0 1 42-5 21 21 0 0 1 42 5c0 13-8 29-42 53z" fill="#e8505b" />
        <path d="M20 34a11 11 0 0 1 9-11" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".6" />
        {face(46)}
      </>
    ),
  },
  {
    symbol: '⭐',
    name: 'star',
    drawing: (
      <>
        <path
          d="M50 8l12 27 29 3-22 20 7 29-26-15-26 15 7-29L9 38l29-3z"
          fill="#f9c846"
          stroke="#f9c846"
          stroke-width="6"
          stroke-linejoin="round"
        />
        {face(48)}
      </>
    ),
  },
  {
    symbol: '☀️',
    name: 'sun',
    drawing: (
      <>
        <path
          d="M50 4v14M50 82v14M4 50h14M82 50h14M17 17l10 10M73 73l10 10M83 17L73 27M27 73L17 83"
          stroke="#f59f00"
          stroke-width="6"
          stroke-linecap="round"
        />
        <circle cx="50" cy="50" r="26" fill="#ffc94d" />
        {face(46)}
      </>
    ),
  },
  {
    symbol: '☕',
    name: 'coffee',
    drawing: (
      <>
        <path d="M74 46h8a12 12 0 0 1 0 26h-8" fill="none" stroke="#2f8f83" stroke-width="7" />
        <path d="M20 36h58v32a20 20 0 0 1-20 20H40a20 20 0 0 1-20-20z" fill="#37a597" />
        <path
          d="M36 26c-5-6 5-9 0-16M50 26c-5-6 5-9 0-16M64 26c-5-6 5-9 0-16"
          fill="none"
          stroke="#9aa7b0"
          stroke-width="4"
          stroke-linecap="round"
        />
        {face(58)}
      </>
    ),
  },
  {
    symbol: '🚀',
    name: 'rocket',
    drawing: (
      <>
        <path d="M50 96c-9-8-9-14-6-22h12c3 8 3 14-6 22z" fill="#ff922b" />
        <path d="M30 52L16 70l16 4zM70 52l14 18-16 4z" fill="#d6454f" />
        <path d="M50 4c16 12 24 30 20 70H30C26 34 34 16 50 4z" fill="#dfe6ec" />
        <path d="M50 4c7 5 12 12 15 20H35c3-8 8-15 15-20z" fill="#d6454f" />
        {face(46)}
      </>
    ),
  },
]

/** The drawing that stands for an emoji, if there is one. */
export function stickerOf(symbol: string): Sticker | undefined {
  return STICKERS.find((sticker) => sticker.symbol === symbol)
}

export function StickerDrawing({ sticker: { drawing }, label }: { sticker: Sticker; label?: string }) {
  return (
    <svg class="drawing" viewBox="0 0 100 100" {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
      {drawing}
    </svg>
  )
}
