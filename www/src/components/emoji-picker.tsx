// Emoji to put into the text, and stickers to send at once. One stop for the Tab key: the arrow keys
// move inside, Escape closes.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { EMOJI } from '../emoji'
import { STICKERS, StickerDrawing } from './stickers'

interface Props {
  insert: (symbol: string) => void
  sendSticker: (index: number, symbol: string) => void
  close: () => void
}

export function EmojiPicker({ insert, sendSticker, close }: Props) {
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => buttons(panel.current)[0]?.focus(), [])

  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      close()
      return
    }
    const all = buttons(panel.current)
    const here = all.indexOf(document.activeElement as HTMLButtonElement)
    const target = all[neighbour(all, here, event.key)]
    if (!target) return
    event.preventDefault()
    target.focus()
  }

  const button = (name: string, face: ComponentChildren, first: boolean, choose: () => void) => (
    <button key={name} type="button" tabIndex={first ? 0 : -1} aria-label={name} title={name} onClick={choose}>
      {face}
    </button>
  )
  return (
    <div class="picker" ref={panel} role="dialog" aria-label="Emoji and stickers" onKeyDown={keyDown}>
      <div role="group" aria-label="Emoji" class="emoji">
        {EMOJI.map(({ symbol, name }, index) => button(name, symbol, index === 0, () => insert(symbol)))}
      </div>
      <div role="group" aria-label="Stickers, sent at once" class="stickers">
        {STICKERS.map((sticker, index) =>
          button(sticker.name, <StickerDrawing sticker={sticker} />, false, () => {
            sendSticker(index + 1, sticker.symbol)
            close()
          }),
        )}
      </div>
    </div>
  )
}

function buttons(panel: HTMLElement | null): HTMLButtonElement[] {
  return [...(panel?.querySelectorAll('button') ?? [])]
}

/** Where an arrow key leads: sideways in reading order, up and down to the nearest button of that line. */
function neighbour(all: HTMLButtonElement[], here: number, key: string): number {
  if (key === 'ArrowRight') return here + 1
  if (key === 'ArrowLeft') return here - 1
  if (key === 'Home') return 0
  if (key === 'End') return all.length - 1
  const from = all[here]
  if (!from || (key !== 'ArrowDown' && key !== 'ArrowUp')) return -1
  const beyond = (other: HTMLButtonElement) =>
    key === 'ArrowDown' ? other.offsetTop > from.offsetTop : other.offsetTop < from.offsetTop
  const distance = (other: HTMLButtonElement) =>
    Math.abs(other.offsetTop - from.offsetTop) * 100 + Math.abs(other.offsetLeft - from.offsetLeft)
  const candidates = all.filter(beyond).sort((a, b) => distance(a) - distance(b))
  return candidates[0] ? all.indexOf(candidates[0]) : -1
}
