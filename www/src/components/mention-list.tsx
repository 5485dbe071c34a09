// Whom an `@` in the composer may mean. The focus stays in the text: the composer moves the choice with the arrow
// keys and names it to screen readers (aria-activedescendant).

import { EVERYBODY, type Mentionable } from '../mentions'
import { Avatar } from './avatar'

export const MENTION_LIST = 'mention-list'

export function optionID(index: number): string {
  return `${MENTION_LIST}-${index}`
}

interface Props {
  list: Mentionable[]
  chosen: number
  take: (mention: Mentionable) => void
}

export function MentionList({ list, chosen, take }: Props) {
  return (
    <ul id={MENTION_LIST} class="mention-list" role="listbox" aria-label="People to mention">
      {list.map((mention, index) => (
        <li
          key={mention.user}
          id={optionID(index)}
          role="option"
          aria-selected={index === chosen}
          // Before the text loses the focus.
          onPointerDown={(event) => {
            event.preventDefault()
            take(mention)
          }}
        >
          <Avatar user={mention.user} name={mention === EVERYBODY ? '@' : mention.name} picture={mention.avatar} />
          <bdi>{mention.name}</bdi>
          {mention !== EVERYBODY && mention.name !== mention.user && <span class="muted">{mention.user}</span>}
        </li>
      ))}
    </ul>
  )
}
