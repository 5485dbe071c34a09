// Where one writes. Enter sends, Shift+Enter makes a new line, and an Enter that only accepts what an
// input method (Chinese, Japanese, …) suggests does neither.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { attach, attachmentsOf, takeAttachments } from '../attachments'
import { edit } from '../changes'
import { draftOf, intentionOf, setDraft, setIntention } from '../drafts'
import { notify } from '../notices'
import { sendLocation, sendSticker, sendWritten } from '../outbox'
import { AttachmentStrip } from './attachment-strip'
import { EmojiPicker } from './emoji-picker'
import { MicIcon, PlusIcon, SendIcon, SmileIcon } from './icons'
import { MenuButton } from './menu'
import { IntentionLine } from './message-menu'
import { canRecord, Recorder } from './recorder'

export function Composer({ peer, name }: { peer: string; name: string }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const emojiButton = useRef<HTMLButtonElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const [picking, setPicking] = useState(false)
  const [recording, setRecording] = useState(false)
  const text = draftOf(peer)
  const intention = intentionOf(peer)
  const attached = attachmentsOf(peer).length > 0

  useEffect(() => {
    // On a touch screen the keyboard would cover the chat before it was seen.
    if (!matchMedia('(pointer: coarse)').matches) field.current?.focus()
  }, [peer, recording])

  useLayoutEffect(() => {
    // As high as its lines; the style sheet sets the limit.
    const area = field.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [text, recording])

  const send = () => {
    const trimmed = text.trim()
    field.current?.focus()
    if (intention?.kind === 'edit') {
      if (!trimmed) return
      setIntention(peer, undefined)
      void edit(intention.message, trimmed)
      return
    }
    const files = takeAttachments(peer)
    if (!trimmed && files.length === 0) return
    setDraft(peer, '')
    setIntention(peer, undefined)
    void sendWritten(peer, files, trimmed, intention?.message)
  }
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && intention) setIntention(peer, undefined)
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
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData?.files ?? []
    if (pasted.length === 0) return
    event.preventDefault() // Otherwise the file's name would come as text, too.
    attach(peer, pasted)
  }
  const closePicker = () => {
    setPicking(false)
    emojiButton.current?.focus()
  }

  if (recording) {
    return (
      <div class="composer">
        <Recorder
          send={(file) => void sendWritten(peer, [{ kind: 'audio', file }], '')}
          close={() => setRecording(false)}
        />
      </div>
    )
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
      {intention && <IntentionLine intention={intention} peer={peer} name={name} />}
      <AttachmentStrip peer={peer} />
      <input
        ref={files}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          attach(peer, currentTarget.files ?? [])
          currentTarget.value = '' // So that the same file can be chosen again.
          field.current?.focus()
        }}
      />
      <MenuButton
        label="Attach"
        items={() => [
          { label: 'Pictures, videos, files', run: () => files.current?.click() },
          { label: 'My location', run: () => shareLocation(peer) },
        ]}
      >
        <PlusIcon />
      </MenuButton>
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
        onPaste={paste}
      />
      {canRecord && !text.trim() && !attached ? (
        <button
          type="button"
          class="plain"
          aria-label="Record a voice message"
          title="Record a voice message"
          onClick={() => setRecording(true)}
        >
          <MicIcon />
        </button>
      ) : (
        <button class="primary send" aria-label="Send" disabled={!text.trim() && !attached}>
          <SendIcon />
        </button>
      )}
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
