// The stories of files: sent by one client, shown by the other, and fetched as a page would.

import { holds, same } from '../checks.mjs'
import { cast, closeAll } from './cast.mjs'
import { Client, E } from './client.mjs'
import { sameHistory } from './compare.mjs'

/** Kind of message, maker and name of the file, what tells the message from others. */
const FILES = [
  ['Image', 'image', 'picture.png', { width: 1000, height: 1500 }],
  ['Image', 'image', 'small.jpg', { width: 120, height: 90, type: 'image/jpeg' }],
  ['Audio', 'audio', 'tone.wav'],
  ['Video', 'video', 'film.mp4'],
  ['File', 'bytes', 'notes 你好 😀.txt', { size: 5000, type: 'text/plain' }],
]

/** Where a message says that its file is. */
const LINK = {
  TIMImageElem: (payload) => payload.imageInfoArray[0].url,
  TIMSoundElem: (payload) => payload.url,
  TIMVideoFileElem: (payload) => payload.videoUrl,
  TIMFileElem: (payload) => payload.fileUrl,
}

/** One of each, both ways: what arrives can be fetched, has the size that was sent, and shows as it should. */
export async function files(stage, left, right, { plugin = false } = {}) {
  const [anna, boris] = cast()
  const a = await Client.open(stage, left, anna)
  const b = await Client.open(stage, right, boris)
  for (const client of [a, b]) {
    if (plugin || client.kind === 'official') await client.register()
    await client.login()
  }
  for (const [from, to] of [[a, b], [b, a]]) {
    for (const [kind, maker, name, options] of FILES) {
      const file = await from.file('@file', maker, name, options)
      const mark = await to.mark()
      const label = await from.send(to.user, kind, { file: '@file' })
      const [received] = await to.event(E.received, [`TIM${{ Audio: 'Sound', Video: 'VideoFile' }[kind] ?? kind}Elem`], mark)
      const sent = await from.read(label)
      const what = `${name} from ${from} to ${to}`
      sameHistory([sent], [received].map((message) => ({ ...message, ...pick(sent) })), what)
      const link = LINK[received.type](received.payload)
      const found = await to.fetched(link)
      same([found.status, found.size], [200, file.size], `${what}: ${link}`)
      if (kind === 'Image') {
        const [original, thumbnail, large] = received.payload.imageInfoArray
        same([original.width, original.height], [options.width, options.height], `${what}: original`)
        same([original.size, original.sizeType, thumbnail.sizeType, large.sizeType], [file.size, 1, 3, 2], what)
        const small = await to.fetched(thumbnail.url)
        holds(small.status === 200 && small.size > 0, `${what}: the thumbnail is there`)
        const own = sent.payload.imageInfoArray.map(({ sizeType, width, height }) => [sizeType, width, height])
        same(received.payload.imageInfoArray.map(({ sizeType, width, height }) => [sizeType, width, height]), own, what)
      }
      if (kind === 'File') same([received.payload.fileName, received.payload.fileSize], [name, file.size], what)
      if (kind === 'Video') {
        same(received.payload.videoSize, file.size, what)
        if (from.kind === 'ours') {
          const cover = await to.fetched(received.payload.thumbUrl)
          holds(cover.status === 200 && cover.type === 'image/jpeg', `${what}: its cover`)
          same([received.payload.thumbWidth, received.payload.thumbHeight], [320, 240], `${what}: its size`)
        }
      }
    }
  }
  const [mine, theirs] = [await a.history(boris), await b.history(anna)]
  same([mine.length, theirs.length], [2 * FILES.length, 2 * FILES.length], 'length of the history')
  await closeAll(a, b)
}

/** Members in which sender and receiver differ: the sender shows its local copy. */
function pick({ payload, _elements }) {
  return { payload, _elements }
}

/** What is refused, and that the message can be sent again afterwards. */
export async function refused(stage, kind) {
  const [anna, boris] = cast()
  const other = await Client.ready(stage, kind, boris)
  const a = await Client.open(stage, kind, anna)
  await a.register()
  await a.login()
  for (const [create, maker, name, options, code] of [
    ['Image', 'bytes', 'not-a-picture.txt', { size: 10 }, 2252],
    ['Image', 'bytes', 'empty.png', { size: 0 }, 2108],
    ['Image', 'bytes', 'large.png', { size: 20971520 }, 2253],
    ['File', 'bytes', 'empty.txt', { size: 0 }, 2108],
    ['File', 'bytes', 'large.bin', { size: 104857601 }, 2402],
    ['Audio', 'bytes', 'large.wav', { size: 20971521 }, 2301],
    ['Video', 'bytes', 'film.webm', { size: 10, type: 'video/webm' }, 2352],
  ]) {
    await a.file('@file', maker, name, options)
    await a.hold('@refused', `create${create}Message`, { to: boris, conversationType: 'C2C', payload: { file: '@file' } })
    const fault = await a.refusal('sendMessage', '@refused')
    same([fault.code, (await a.read('@refused')).status], [code, 'fail'], name)
  }
  await closeAll(a, other)
}
