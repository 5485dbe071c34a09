// Messages with files: what their payloads say, and which addresses in them may be loaded or linked.
// A payload comes from another program, so every member is looked at before it is believed.

import { fields, pictureAddress, plain, webAddress } from './content'

/** Pixels, or 0 where they are not known. */
interface Size {
  width: number
  height: number
}

export interface Picture extends Size {
  /** Good enough for a bubble. */
  shown: string | undefined
  full: string | undefined
}

export interface Film extends Size {
  url: string | undefined
  cover: string | undefined
  seconds: number
  bytes: number
}

/** An image message's list holds one entry a size: 1 the original, 2 large, 3 thumbnail. */
export function pictureOf(payload: Record<string, unknown>): Picture {
  const list = Array.isArray(payload.imageInfoArray) ? payload.imageInfoArray.map(fields) : []
  const address = (size: number) => mediaAddress(list.find(({ sizeType }) => sizeType === size)?.url)
  const original = list.find(({ sizeType }) => sizeType === 1) ?? list[0]
  const full = address(1) ?? address(2) ?? address(3)
  return { shown: address(2) ?? full, full, width: positive(original?.width), height: positive(original?.height) }
}

export function filmOf(payload: Record<string, unknown>): Film {
  return {
    url: mediaAddress(payload.videoUrl),
    cover: mediaAddress(payload.thumbUrl),
    width: positive(payload.thumbWidth),
    height: positive(payload.thumbHeight),
    seconds: positive(payload.videoSecond),
    bytes: positive(payload.videoSize),
  }
}

export function voiceOf(payload: Record<string, unknown>) {
  return { url: mediaAddress(payload.url), seconds: positive(payload.second) }
}

export function fileOf(payload: Record<string, unknown>) {
  const url = webAddress(plain(payload.fileUrl))
  return { url, name: plain(payload.fileName) || 'File', bytes: positive(payload.fileSize) }
}

/** What an `<img>`, `<video>` or `<audio>` may load: this server's own, https, or this page's own files. */
function mediaAddress(value: unknown): string | undefined {
  return pictureAddress(plain(value))
}

function positive(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0
}

/** The room that a picture or film takes in a bubble, known before it is loaded; undefined if it is not. */
export function roomFor({ width, height }: Size): Size | undefined {
  if (!width || !height) return undefined
  const scale = Math.min(1, 320 / width, 340 / height)
  return { width: Math.max(72, Math.round(width * scale)), height: Math.max(56, Math.round(height * scale)) }
}

/** `640 KB`, `3.2 MB` */
export function amount(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'KB'] : [bytes / 1_000_000, 'MB']
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** `0:07`, `12:30` */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
