// Where one writes. Enter sends, Shift+Enter makes a new line, and an Enter that only accepts what an
// input method (Chinese, Japanese, …) suggests does neither.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { draftOf, setDraft } from '../drafts'
import { notify } from '../notices'
import { sendLocation, sendSticker, sendText } from '../thread'
import { EmojiPicker } from './emoji-picker'
import { PinIcon, SendIcon, SmileIcon } from './icons'

export function Composer({ peer, name }: { peer: string; name: string }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const emojiButton = useRef<HTMLButtonElement>(null)
  const [picking, setPicking] = useState(false)
  const text = draftOf(peer)

  useEffect(() => {
    // On a touch screen the keyboard would cover the chat before it was seen.
    if (!matchMedia('(pointer: coarse)').matches) field.current?.focus()
  }, [peer])

  useLayoutEffect(() => {
    // As high as its lines; the style sheet sets the limit.
    const area = field.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [text])

  const send = () => {
    const trimmed = text.trim()
    field.current?.focus()
    if (!trimmed) return
    setDraft(peer, '')
    void sendText(peer, trimmed)
  }
  const keyDown = (event: KeyboardEvent) => {
    // Safari ends the composition before this event; there only the key code 229 tells.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  }
  const insert = (symbol: string) => {
    const area = field.current
    if (!area) return
    area.setRangeText(symbol, area.selectionStart, area.selectionEnd, 'end')
    setDraft(peer, area.value)
  }
  const closePicker = () => {
    setPicking(false)
    emojiButton.current?.focus()
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {picking && (
        <EmojiPicker
          insert={insert}
          sendSticker={(index, data) => void sendSticker(peer, index, data)}
          close={closePicker}
        />
      )}
      <button
        ref={emojiButton}
        type="button"
        class="plain"
        aria-label="Emoji and stickers"
        aria-expanded={picking}
        onClick={() => setPicking(!picking)}
      >
        <SmileIcon />
      </button>
      <button
        type="button"
        class="plain"
        aria-label="Send my location"
        title="Send my location"
        onClick={() => shareLocation(peer)}
      >
        <PinIcon />
      </button>
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        aria-label={`Message to ${name}`}
        placeholder="Message"
        enterkeyhint="send"
        value={text}
        onInput={(event) => setDraft(peer, event.currentTarget.value)}
        onKeyDown={keyDown}
      />
      <button class="primary send" aria-label="Send" disabled={!text.trim()}>
        <SendIcon />
      </button>
    </form>
  )
}

function shareLocation(peer: string) {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => void sendLocation(peer, coords.latitude, coords.longitude),
    () => notify({ message: 'The browser did not tell your location.' }),
    { timeout: 10_000 },
  )
}
