// Menus: a button or a right click opens one, the arrow keys move in it, Escape and a click elsewhere
// close it. There is one menu element for the whole page; MenuHost shows it.

import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

export interface MenuItem {
  label: string
  danger?: boolean
  run: () => void
}

interface OpenMenu {
  label: string
  items: MenuItem[]
  /** Where it opens: an element's edges or a point. */
  at: DOMRect
  anchor: Element | null
}

const open = signal<OpenMenu | null>(null)

/** Opens a menu below (or above) an element. */
function openMenu(label: string, items: MenuItem[], anchor: Element): void {
  open.value = { label, items, at: anchor.getBoundingClientRect(), anchor }
}

/** Opens a menu where the mouse is. Fingers use the menu's button: a long press selects text. */
export function openMenuAt(event: MouseEvent, label: string, items: MenuItem[]): void {
  if (items.length === 0 || (event as PointerEvent).pointerType === 'touch') return
  event.preventDefault()
  const show = () => {
    open.value = { label, items, at: new DOMRect(event.clientX, event.clientY), anchor: null }
  }
  // Where a press of the right button brings the menu, its release would already close a popover.
  if (event.buttons === 0) show()
  else addEventListener('pointerup', () => setTimeout(show), { once: true })
}

interface ButtonProps {
  label: string
  items: () => MenuItem[]
  children: ComponentChildren
  class?: string
}

export function MenuButton({ label, items, children, class: name = 'plain' }: ButtonProps) {
  /** A press on the button of an open menu closes it; the click that follows must not open it again. */
  const closing = useRef(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <button
      ref={button}
      type="button"
      class={name}
      aria-label={label}
      title={label}
      aria-haspopup="menu"
      aria-expanded={open.value !== null && open.value.anchor === button.current}
      onPointerDown={() => {
        closing.current = open.value !== null && open.value.anchor === button.current
      }}
      onClick={({ currentTarget }) => {
        if (!closing.current) openMenu(label, items(), currentTarget)
        closing.current = false
      }}
    >
      {children}
    </button>
  )
}

export function MenuHost() {
  const element = useRef<HTMLDivElement>(null)
  const now = open.value

  useLayoutEffect(() => {
    const menu = element.current
    if (!menu || !now) return
    menu.showPopover()
    place(menu, now.at)
    itemsOf(menu)[0]?.focus()
  }, [now])

  const close = () => element.current?.hidePopover() // Gives the focus back, too.
  const keyDown = (event: KeyboardEvent) => {
    const items = itemsOf(element.current)
    const here = items.indexOf(document.activeElement as HTMLButtonElement)
    const steps: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }
    if (event.key === 'Tab') close()
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    items.at(step % items.length)?.focus()
  }
  return (
    <div
      ref={element}
      popover="auto"
      class="menu"
      role="menu"
      aria-label={now?.label}
      onKeyDown={keyDown}
      onToggle={(event) => {
        if (event.newState === 'closed') open.value = null
      }}
    >
      {now?.items.map(({ label, danger, run }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class={danger ? 'danger' : ''}
          onClick={() => {
            close()
            run()
          }}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

function itemsOf(menu: HTMLElement | null): HTMLButtonElement[] {
  return [...(menu?.querySelectorAll('button') ?? [])]
}

/** Below the anchor or, without room there, above it; never outside the window. */
function place(menu: HTMLElement, at: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect()
  const below = at.bottom + 4
  const top = below + height <= innerHeight - 8 ? below : at.top - height - 4
  const left = at.left + width <= innerWidth - 8 ? at.left : at.right - width
  menu.style.top = `${Math.max(8, top)}px`
  menu.style.left = `${Math.max(8, left)}px`
}
