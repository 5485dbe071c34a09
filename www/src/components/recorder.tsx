// Records a voice message: a press starts it, then it is sent or thrown away.

import { useEffect, useRef, useState } from 'preact/hooks'
import { duration } from '../media'
import { notify } from '../notices'
import { CloseIcon, SendIcon } from './icons'

/** What browsers record, the most widely playable first, with the name's ending. */
const FORMATS: [type: string, ending: string][] = [
  ['audio/mp4', 'm4a'],
  ['audio/webm', 'webm'],
  ['audio/ogg', 'ogg'],
]

const format = FORMATS.find(([type]) => globalThis.MediaRecorder?.isTypeSupported(type))

/** Pages that did not come over https have no microphone (`localhost` has). */
export const canRecord = format !== undefined && navigator.mediaDevices !== undefined

interface Props {
  /** The recording, as a file that knows its `duration` in milliseconds. */
  send: (file: File) => void
  close: () => void
}

export function Recorder({ send, close }: Props) {
  const recorder = useRef<MediaRecorder | null>(null)
  const sendButton = useRef<HTMLButtonElement>(null)
  const [seconds, setSeconds] = useState(0)
  const [ready, setReady] = useState(false)
  const started = useRef(0)

  useEffect(() => {
    let ended = false
    let stream: MediaStream | undefined
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop() // The browser's sign "recording" goes off.
    }
    const start = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      if (ended) return stop()
      recorder.current = new MediaRecorder(stream, { mimeType: format?.[0] })
      recorder.current.start()
      started.current = performance.now()
      setReady(true)
      sendButton.current?.focus()
    }
    start().catch(() => {
      notify({ message: 'The browser does not let this page use the microphone.' })
      close()
    })
    const ticking = setInterval(() => started.current && setSeconds((performance.now() - started.current) / 1000), 250)
    return () => {
      ended = true
      clearInterval(ticking)
      if (recorder.current?.state === 'recording') recorder.current.stop()
      stop()
    }
  }, [])

  const finish = () => {
    const [type, ending] = format ?? ['', '']
    const length = performance.now() - started.current
    recorder.current?.addEventListener('dataavailable', ({ data }) => {
      send(Object.assign(new File([data], `voice.${ending}`, { type }), { duration: Math.max(1000, length) }))
    })
    close() // What was recorded until now comes when the recorder stops.
  }
  return (
    <div class="recorder" role="group" aria-label="Recording a voice message">
      <button type="button" class="plain" aria-label="Throw the recording away" onClick={close}>
        <CloseIcon />
      </button>
      <p role="timer">
        <span class="dot" aria-hidden="true" /> {ready ? `Recording ${duration(seconds)}` : 'Waiting for the microphone…'}
      </p>
      <button
        ref={sendButton}
        type="button"
        class="primary send"
        aria-label="Send the recording"
        disabled={!ready}
        onClick={finish}
      >
        <SendIcon />
      </button>
    </div>
  )
}
