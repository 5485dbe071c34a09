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

const base64 = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part))).toString('base64')

/** Two frames of one point on a ground of 300 by 300. */
function movingGif() {
  const frame = [0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
  const screen = [0x2c, 1, 0x2c, 1, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
  return base64('GIF89a', screen, [0x21, 0xff, 11], 'NETSCAPE2.0', [3, 1, 0, 0, 0], frame, frame, [0x3b])
}

function bmp(width, height) {
  const head = Buffer.alloc(54)
  head.write('BM')
  const rows = height * (Math.ceil((width * 3) / 4) * 4)
  for (const [at, value] of [[2, 54 + rows], [10, 54], [14, 40], [18, width], [22, height], [34, rows]]) {
    head.writeUInt32LE(value, at)
  }
  for (const [at, value] of [[26, 1], [28, 24]]) head.writeUInt16LE(value, at)
  return base64(head, Buffer.alloc(rows, 90))
}

const PAGE = base64('<!doctype html><script>alert(1)</script>')
const DRAWING = base64("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
const DOWNLOAD = { type: 'application/octet-stream', shown: 'attachment' }
const picture = (width, height, original, thumbnail) => ({ width, height, type: original, thumbnail, shown: 'inline' })

/** Kind of message, name, maker with its options, and what the receiver finds. */
const ODD_FILES = [
  ['Image', 'lies on its side.jpg', 'image', { width: 400, height: 300, type: 'image/jpeg', orientation: 6, ground: true }, picture(300, 400, 'image/jpeg', 'image/jpeg')],
  ['Image', 'half clear.png', 'image', { width: 400, height: 300 }, picture(400, 300, 'image/png', 'image/png')],
  ['Image', 'moves.GIF', 'given', { base64: movingGif(), type: 'image/gif' }, picture(300, 300, 'image/gif', 'image/gif')],
  ['Image', 'new.webp', 'image', { width: 400, height: 300, type: 'image/webp', ground: true }, picture(400, 300, 'image/webp', 'image/jpeg')],
  ['Image', 'old.bmp', 'given', { base64: bmp(400, 300), type: 'image/bmp' }, picture(400, 300, 'image/bmp', 'image/jpeg')],
  ['Image', 'no picture.png', 'given', { base64: PAGE, type: 'image/png' }, { ...DOWNLOAD, width: 0, height: 0, thumbnail: DOWNLOAD.type }],
  ['Video', 'film.mov', 'given', { base64: base64([0, 0, 0, 20], 'ftypqt  ', Buffer.alloc(500)), type: 'video/quicktime' }, { type: 'video/quicktime', shown: 'inline' }],
  ['File', 'drawing.svg', 'given', { base64: DRAWING, type: 'image/svg+xml' }, DOWNLOAD],
  ['File', 'page.html', 'given', { base64: PAGE, type: 'text/html' }, DOWNLOAD],
  ['File', '年度报告(最终版).pdf', 'given', { base64: base64('%PDF-1.7 '), type: 'application/pdf' }, { type: 'application/pdf', shown: 'inline' }],
  ['File', '😀 "two" \'one\' `back`.txt', 'bytes', { size: 9 }, DOWNLOAD],
  ['File', '../../../etc/passwd', 'bytes', { size: 9 }, DOWNLOAD],
  ['File', '..\\..\\<script>alert(1)</script>.txt', 'bytes', { size: 9 }, DOWNLOAD],
  ['File', '.hidden', 'bytes', { size: 9 }, DOWNLOAD],
  ['File', `${'long '.repeat(60)}.txt`, 'bytes', { size: 9 }, DOWNLOAD],
  ['File', 'no ending', 'bytes', { size: 9 }, DOWNLOAD],
  ['File', 'large.bin', 'bytes', { size: 99 << 20 }, DOWNLOAD],
]

/** What people really send: turned, clear, moving and old pictures, odd names, and what only pretends to be harmless. */
export async function odd(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.open(stage, left, anna)
  const b = await Client.open(stage, right, boris)
  for (const client of [a, b]) {
    if (client.kind === 'official') await client.register()
    await client.login()
  }
  for (const [kind, name, maker, options, expected] of ODD_FILES) {
    const file = await a.file('@file', maker, name, options)
    const mark = await b.mark()
    await a.send(b.user, kind, { file: '@file' })
    const [received] = await b.event(E.received, [`TIM${kind === 'Video' ? 'VideoFile' : kind}Elem`], mark)
    const found = await b.fetched(LINK[received.type](received.payload))
    same([found.status, found.size, found.type], [200, file.size, expected.type], name)
    holds(found.disposition.startsWith(`${expected.shown}; filename=`), `${name}: ${found.disposition}`)
    if (kind === 'File') same(received.payload.fileName, file.name, name)
    if (kind === 'Image') {
      const [original, thumbnail] = received.payload.imageInfoArray
      same([original.width, original.height], [expected.width, expected.height], name)
      same((await b.fetched(thumbnail.url)).type, expected.thumbnail, `${name}: its thumbnail`)
    }
  }
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
