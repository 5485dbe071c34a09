// The right pane: one chat, from its head to the line one writes in.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { attach } from '../attachments'
import { conversations, currentUser } from '../chat'
import { block } from '../conversation-changes'
import { entering, groups, join, refusals } from '../groups'
import { explain, notify } from '../notices'
import { openCard } from '../people'
import { blocked, online } from '../presence'
import { href } from '../route'
import { selected, stopSelecting } from '../selection'
import { groupOf } from '../target'
import type { ThreadView } from '../thread'
import { Avatar } from './avatar'
import { Composer } from './composer'
import { conversationItems } from './conversation-list'
import { groupItems } from './group-items'
import { GroupPanel, panelOpen } from './group-panel'
import { BackIcon, MoreIcon } from './icons'
import { MenuButton, type MenuItem } from './menu'
import { MessageList } from './message-list'
import { MergedHost } from './merged-view'
import { PictureViewer } from './picture-viewer'
import { SelectionBar } from './selection-bar'

export function ChatPane({ peer, view }: { peer: string; view: ThreadView | null }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const conversation = conversations.value.find((row) => row.peer === peer)
  const groupID = groupOf(peer)
  const group = groups.value.get(groupID)
  const name = group?.name ?? conversation?.name ?? (groupID || peer)
  const toggle = () => {
    panelOpen.value = !panelOpen.value
  }

  useEffect(() => {
    // Elsewhere the composer takes the focus; a screen reader on a touch screen starts at the name.
    if (matchMedia('(pointer: coarse)').matches) heading.current?.focus()
  }, [])

  useEffect(
    () => () => {
      stopSelecting()
      panelOpen.value = false
    },
    [],
  )

  return (
    <DropZone drop={(files) => attach(peer, files)}>
      <header class="peer">
        <a class="plain back" href={href(currentUser())} aria-label="Back to the conversations">
          <BackIcon />
        </a>
        <button
          type="button"
          class="plain who"
          aria-label={groupID ? `About ${name}` : `Profile of ${name}`}
          aria-haspopup={groupID ? undefined : 'dialog'}
          aria-expanded={groupID ? panelOpen.value : undefined}
          disabled={groupID !== '' && !group}
          onClick={() => (groupID ? toggle() : void openCard(peer))}
        >
          <Avatar user={groupID || peer} name={name} picture={group?.avatar ?? conversation?.avatar ?? ''} />
        </button>
        <h2 ref={heading} tabIndex={-1}>
          <bdi>{name}</bdi>
          {!groupID && name !== peer && <span class="muted"> {peer}</span>}
          {group && group.size > 0 && <span class="muted size"> {group.size === 1 ? '1 member' : `${group.size} members`}</span>}
          {online.value.has(peer) && <span class="presence"> online</span>}
        </h2>
        {(conversation || group || !groupID) && (
          <MenuButton
            label={`${name}: more`}
            items={() => [
              ...(group ? [{ label: 'About the group', run: toggle }] : []),
              ...(conversation ? conversationItems(conversation) : []),
              ...(group ? groupItems(group) : []),
              ...(groupID ? [] : [blockItem(peer)]),
            ]}
          >
            <MoreIcon />
          </MenuButton>
        )}
      </header>
      {blocked.value.includes(peer) && (
        <p class="blocked" role="status">
          You have blocked {name}: they cannot write to you.
        </p>
      )}
      <div class="with-panel">
        <div class="column">
          {view?.peer === peer ? <MessageList view={view} name={name} /> : <div class="messages" />}
          <PictureViewer name={name} />
          <MergedHost />
          {groupID && !group ? (
            entering.value !== groupID && <Outside id={groupID} />
          ) : selected.value ? (
            <SelectionBar />
          ) : (
            <Composer peer={peer} name={name} />
          )}
        </div>
        {group && panelOpen.value && <GroupPanel group={group} />}
      </div>
    </DropZone>
  )
}

function blockItem(peer: string): MenuItem {
  const isBlocked = blocked.value.includes(peer)
  return { label: isBlocked ? 'Unblock' : 'Block', danger: true, run: () => void block(peer, isBlocked) }
}

const NOT_IN_IT = 10007

/** In the place of the composer, of a group that the user is not in (any more). */
function Outside({ id }: { id: string }) {
  const [applied, setApplied] = useState(false)
  const refusal = refusals.value[id]
  const why = refusal === undefined ? undefined : explain(refusal)
  const enter = () => join(id, '').then((joined) => setApplied(!joined), notify)
  return (
    <div class="outside">
      <p role="status">{applied ? 'Your application to join was sent.' : 'You are not in this group.'}</p>
      {why && why.code !== NOT_IN_IT && <p class="muted">{why.text}</p>}
      {!applied && (
        <button type="button" onClick={() => void enter()}>
          Join
        </button>
      )}
    </div>
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
