// The right pane: one chat, from its head to the line one writes in.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { attach } from '../attachments'
import { conversations, currentUser } from '../chat'
import { block } from '../conversation-changes'
import { openCard } from '../people'
import { blocked, online } from '../presence'
import { href } from '../route'
import { selected, stopSelecting } from '../selection'
import type { ThreadView } from '../thread'
import { Avatar } from './avatar'
import { Composer } from './composer'
import { conversationItems } from './conversation-list'
import { BackIcon, MoreIcon } from './icons'
import { MenuButton } from './menu'
import { MessageList } from './message-list'
import { MergedHost } from './merged-view'
import { PictureViewer } from './picture-viewer'
import { SelectionBar } from './selection-bar'

export function ChatPane({ peer, view }: { peer: string; view: ThreadView | null }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const conversation = conversations.value.find((row) => row.peer === peer)
  const name = conversation?.name ?? peer

  useEffect(() => {
    // Elsewhere the composer takes the focus; a screen reader on a touch screen starts at the name.
    if (matchMedia('(pointer: coarse)').matches) heading.current?.focus()
  }, [])

  useEffect(() => stopSelecting, [])

  return (
    <DropZone drop={(files) => attach(peer, files)}>
      <header class="peer">
        <a class="plain back" href={href(currentUser())} aria-label="Back to the conversations">
          <BackIcon />
        </a>
        <button
          type="button"
          class="plain who"
          aria-label={`Profile of ${name}`}
          aria-haspopup="dialog"
          onClick={() => void openCard(peer)}
        >
          <Avatar user={peer} name={name} picture={conversation?.avatar ?? ''} />
        </button>
        <h2 ref={heading} tabIndex={-1}>
          <bdi>{name}</bdi>
          {name !== peer && <span class="muted"> {peer}</span>}
          {online.value.has(peer) && <span class="presence"> online</span>}
        </h2>
        <MenuButton
          label={`${name}: more`}
          items={() => [
            ...(conversation ? conversationItems(conversation) : []),
            {
              label: blocked.value.includes(peer) ? 'Unblock' : 'Block',
              danger: true,
              run: () => void block(peer, blocked.value.includes(peer)),
            },
          ]}
        >
          <MoreIcon />
        </MenuButton>
      </header>
      {blocked.value.includes(peer) && (
        <p class="blocked" role="status">
          You have blocked {name}: they cannot write to you.
        </p>
      )}
      {view?.peer === peer && <MessageList view={view} name={name} />}
      <PictureViewer name={name} />
      <MergedHost />
      {selected.value ? <SelectionBar /> : <Composer peer={peer} name={name} />}
    </DropZone>
  )
}

/** Takes files that are dragged from elsewhere onto the chat. */
function DropZone({ drop, children }: { drop: (files: FileList) => void; children: ComponentChildren }) {
  const [over, setOver] = useState(false)
  const dragged = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault() // This allows the drop.
    setOver(true)
  }
  const left = (event: DragEvent & { currentTarget: HTMLElement }) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
  }
  const dropped = (event: DragEvent) => {
    if (!event.dataTransfer?.files.length) return
    event.preventDefault() // Otherwise the browser would leave the page and show the file.
    setOver(false)
    drop(event.dataTransfer.files)
  }
  return (
    <div class="drop-zone" onDragEnter={dragged} onDragOver={dragged} onDragLeave={left} onDrop={dropped}>
      {children}
      {over && <p class="drop-hint">Drop files to attach them</p>}
    </div>
  )
}
