// Files for people to send: made in their page and pasted or dropped there, or on disk for the file input.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../browser.mjs'

/** Two seconds of a moving dot, 320 × 180. */
export const FILM = fileURLToPath(new URL('fixtures/film.mp4', import.meta.url))

/** A file on disk. */
export function fileOnDisk(name, content) {
  const path = join(temporaryFolder('file'), name)
  writeFileSync(path, content)
  return path
}

/** Chooses files in the composer's file input, as its dialog would. */
export async function choose(person, ...paths) {
  const input = await person.page.waitForSelector('.composer input[type=file]')
  await input.uploadFile(...paths)
}

/**
 * Pastes into the composer, or drops onto the chat, pictures drawn in the page.
 * @param {'paste' | 'drop'} how
 * @param {{name: string, width: number, height: number, hue?: number}[]} pictures
 */
export async function bring(person, how, ...pictures) {
  await person.page.evaluate(
    async (how, pictures) => {
      const data = new DataTransfer()
      for (const { name, width, height, hue = 190 } of pictures) {
        const canvas = Object.assign(document.createElement('canvas'), { width, height })
        const draw = canvas.getContext('2d')
        const sky = draw.createLinearGradient(0, 0, 0, height)
        sky.addColorStop(0, `hsl(${hue} 70% 35%)`)
        sky.addColorStop(1, `hsl(${hue + 60} 80% 70%)`)
        draw.fillStyle = sky
        draw.fillRect(0, 0, width, height)
        draw.fillStyle = `hsl(${hue + 30} 45% 22%)`
        draw.beginPath()
        draw.moveTo(0, height)
        for (let x = 0; x <= 10; x += 1) {
          draw.lineTo((x * width) / 10, height * (0.7 + 0.2 * Math.sin(x * 2.3)))
        }
        draw.lineTo(width, height)
        draw.fill()
        const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'))
        data.items.add(new File([blob], name, { type: 'image/png' }))
      }
      const common = { bubbles: true, cancelable: true }
      if (how === 'paste') {
        const event = new ClipboardEvent('paste', common)
        Object.defineProperty(event, 'clipboardData', { value: data }) // Firefox lets nobody make one with files.
        document.querySelector('.composer textarea').dispatchEvent(event)
      } else {
        const zone = document.querySelector('.messages')
        zone.dispatchEvent(new DragEvent('dragenter', { ...common, dataTransfer: data }))
        zone.dispatchEvent(new DragEvent('drop', { ...common, dataTransfer: data }))
      }
    },
    how,
    pictures,
  )
}
