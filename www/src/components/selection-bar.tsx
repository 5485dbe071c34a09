// In the place of the composer while messages are being chosen: how many there are, and what to do with them.

import { useEffect } from 'preact/hooks'
import { AT_MOST, selectedMessages, stopSelecting } from '../selection'
import { askForward } from './forward-dialog'
import { CloseIcon } from './icons'

export function SelectionBar() {
  const messages = selectedMessages()
  useEffect(() => {
    const keyDown = (event: KeyboardEvent) => {
      // A dialog takes its Escape for itself.
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) stopSelecting()
    }
    addEventListener('keydown', keyDown)
    return () => removeEventListener('keydown', keyDown)
  }, [])
  return (
    <div class="composer selection" role="toolbar" aria-label="Chosen messages">
      <button type="button" class="plain" aria-label="Stop choosing" onClick={stopSelecting}>
        <CloseIcon />
      </button>
      <p role="status">
        {messages.length} selected{messages.length === AT_MOST && ', more do not fit'}
      </p>
      <button type="button" disabled={messages.length === 0} onClick={() => askForward(messages, false)}>
        Forward one by one
      </button>
      <button
        type="button"
        class="primary"
        disabled={messages.length === 0}
        onClick={() => askForward(messages, true)}
      >
        Forward as one
      </button>
    </div>
  )
}
