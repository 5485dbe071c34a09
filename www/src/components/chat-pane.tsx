// The right pane: one chat, from its head to the line one writes in.

import { useEffect, useRef } from 'preact/hooks'
import { conversations, currentUser } from '../chat'
import { href } from '../route'
import type { ThreadView } from '../thread'
import { Avatar } from './avatar'
import { Composer } from './composer'
import { BackIcon } from './icons'
import { MessageList } from './message-list'

export function ChatPane({ peer, view }: { peer: string; view: ThreadView | null }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const conversation = conversations.value.find((row) => row.peer === peer)
  const name = conversation?.name ?? peer

  useEffect(() => {
    // Elsewhere the composer takes the focus; a screen reader on a touch screen starts at the name.
    if (matchMedia('(pointer: coarse)').matches) heading.current?.focus()
  }, [])

  return (
    <>
      <header class="peer">
        <a class="plain back" href={href(currentUser())} aria-label="Back to the conversations">
          <BackIcon />
        </a>
        <Avatar user={peer} name={name} picture={conversation?.avatar ?? ''} />
        <h2 ref={heading} tabIndex={-1}>
          <bdi>{name}</bdi>
          {name !== peer && <span class="muted"> {peer}</span>}
        </h2>
      </header>
      {view?.peer === peer && <MessageList view={view} name={name} />}
      <Composer peer={peer} name={name} />
    </>
  )
}
