// Says new messages to screen readers. The message list itself is silent, otherwise older history
// that is loaded while scrolling would be read out too.

import { announcement } from '../thread'

export function Announcer() {
  const { id, text } = announcement.value
  return (
    <div class="hidden" role="log" aria-live="polite" aria-label="New messages">
      <p key={id}>{text}</p>
    </div>
  )
}
