// Pictures, films, voice messages and files in bubbles. Their room is reserved before they are loaded, so
// that nothing moves while one reads.

import { useRef, useState } from 'preact/hooks'
import { fields } from '../content'
import { amount, duration, fileOf, filmOf, pictureOf, roomFor, voiceOf } from '../media'
import type { Said } from '../merged'
import { DownloadIcon, FileIcon, PauseIcon, PlayIcon } from './icons'
import { viewPicture } from './picture-viewer'

export function PictureMessage({ message }: { message: Said }) {
  const [broken, setBroken] = useState('')
  const picture = pictureOf(fields(message.payload))
  const { shown } = picture
  const room = roomFor(picture)
  if (!shown || broken === shown) {
    return (
      <p class="muted picture gone" style={room && { width: room.width, height: room.height }}>
        Picture cannot be loaded
      </p>
    )
  }
  return (
    <button type="button" class="picture" aria-label="Open picture" onClick={() => viewPicture(message.ID)}>
      <img
        src={shown}
        alt=""
        {...room}
        referrerpolicy="no-referrer"
        loading={message.flow === 'in' ? 'lazy' : 'eager'}
        onError={() => setBroken(shown)}
      />
    </button>
  )
}

export function FilmMessage({ message }: { message: Said }) {
  const film = filmOf(fields(message.payload))
  const { url, cover, seconds, bytes } = film
  const room = roomFor(film)
  if (!url) return <p class="muted">Video cannot be loaded</p>
  const facts = [seconds > 0 && duration(seconds), bytes > 0 && amount(bytes)].filter(Boolean).join(' · ')
  return (
    <div class="film">
      <video
        src={url}
        poster={cover}
        preload={cover ? 'none' : 'metadata'}
        controls
        playsInline
        {...room}
        aria-label={`Video, ${facts}`}
      />
      <p class="muted">{facts}</p>
    </div>
  )
}

/** Only one voice speaks at a time. */
let speaking: HTMLAudioElement | null = null

export function VoiceMessage({ message }: { message: Said }) {
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [failed, setFailed] = useState(false)
  const { url, seconds } = voiceOf(fields(message.payload))
  if (!url || failed) return <p class="muted">Voice message cannot be loaded</p>

  const toggle = () => {
    if (playing) audio.current?.pause()
    else void audio.current?.play().catch(() => {}) // What cannot be loaded is an `error` event, too.
  }
  const started = () => {
    if (speaking !== audio.current) speaking?.pause()
    speaking = audio.current
    setPlaying(true)
  }
  return (
    <div class="voice">
      <button
        type="button"
        class="plain"
        aria-label={playing ? 'Pause voice message' : 'Play voice message'}
        onClick={toggle}
      >
        {playing ? <PauseIcon /> : <PlayIcon />}
      </button>
      <input
        type="range"
        aria-label="Position in the voice message"
        aria-valuetext={`${duration(at)} of ${duration(seconds)}`}
        min={0}
        max={Math.max(seconds, at, 1)}
        step={0.1}
        value={at}
        onInput={({ currentTarget }) => {
          if (audio.current) audio.current.currentTime = Number(currentTarget.value)
        }}
      />
      <span class="length">{duration(playing || at > 0 ? at : seconds)}</span>
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={started}
        onPause={() => setPlaying(false)}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onEnded={() => setAt(0)}
        onError={() => setFailed(true)}
      />
    </div>
  )
}

export function FileMessage({ message }: { message: Said }) {
  const { url, name, bytes } = fileOf(fields(message.payload))
  const about = (
    <>
      <span class="symbol">{url ? <DownloadIcon /> : <FileIcon />}</span>
      <span class="about">
        <bdi class="title">{name}</bdi>
        <span class="muted">{amount(bytes)}</span>
      </span>
    </>
  )
  if (!url) return <p class="file">{about}</p>
  return (
    <a class="file" href={url} download={name} target="_blank" rel="noopener noreferrer">
      <span class="hidden">Download </span>
      {about}
    </a>
  )
}
