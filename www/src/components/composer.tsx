// Where one writes. Enter sends, Shift+Enter makes a new line, and an Enter that only accepts what an
// input method (Chinese, Japanese, …) suggests does neither.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { attach, attachmentsOf, takeAttachments } from '../attachments'
import { edit } from '../changes'
import { draftOf, intentionOf, setDraft, setIntention } from '../drafts'
import { candidates, type Mentionable, startedAt, take, takeMentions } from '../mentions'
import { notify } from '../notices'
import { sendLocation, sendSticker, sendWritten } from '../outbox'
import { groupOf } from '../target'
import { AttachmentStrip } from './attachment-strip'
import { EmojiPicker } from './emoji-picker'
import { MicIcon, PlusIcon, SendIcon, SmileIcon } from './icons'
import { MENTION_LIST, MentionList, optionID } from './mention-list'
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
  /** Where the caret is after an input; -1 when nobody is to be offered for an `@`. */
  const [caret, setCaret] = useState(-1)
  const [choice, setChosen] = useState(0)
  const started = groupOf(peer) && caret >= 0 ? startedAt(text, caret) : undefined
  const names = started ? candidates(started.word) : []
  const chosen = Math.min(choice, names.length - 1)

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
    const mentioned = takeMentions(peer, trimmed)
    void sendWritten(peer, files, trimmed, { quoted: intention?.message, mentioned })
  }
  const mention = (whom: Mentionable) => {
    const area = field.current
    if (!area || !started) return
    area.setRangeText(`@${whom.name} `, started.at, area.selectionStart, 'end')
    setDraft(peer, area.value)
    take(peer, whom)
    setCaret(area.selectionStart)
  }
  /** The keys that move in the list of names, take one, or close it. */
  const namesTake = (key: string): boolean => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: names.length - 1 }
    const step = steps[key]
    const whom = names[chosen]
    if (!whom) return false
    if (step !== undefined) setChosen((chosen + step) % names.length)
    else if (key === 'Enter' || key === 'Tab') mention(whom)
    else if (key === 'Escape') setCaret(-1)
    else return false
    return true
  }
  const keyDown = (event: KeyboardEvent) => {
    if (!event.isComposing && !event.shiftKey && namesTake(event.key)) return event.preventDefault()
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
      {names.length > 0 && <MentionList list={names} chosen={chosen} take={mention} />}
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
        aria-autocomplete={groupOf(peer) ? 'list' : undefined}
        aria-controls={names.length > 0 ? MENTION_LIST : undefined}
        aria-activedescendant={names.length > 0 ? optionID(chosen) : undefined}
        onInput={({ currentTarget }) => {
          setDraft(peer, currentTarget.value)
          setCaret(currentTarget.selectionStart)
          setChosen(0)
        }}
        onBlur={() => setCaret(-1)}
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
