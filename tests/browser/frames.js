// The socket: binary and text frames, compressed frames and their order, opening, closing, breaking,
// the timer.

import { check, equal, rejected } from './checks.js'
import { Server, event, instance, readyInstance, wireText } from './network.js'

async function compress(text, format) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(format))
  const packed = new Uint8Array(await new Response(stream).arrayBuffer())
  const frame = new Uint8Array(4 + packed.length)
  frame.set([0x43, 0x4f, 0x4d, 0x50])
  frame.set(packed, 4)
  return frame.buffer
}

const pushText = (...texts) =>
  JSON.stringify({
    head: { servcmd: 'im_open_push.msg_push', seq: 0 },
    body: { EventArray: [{ Event: 9, C2cMsgArray: texts.map((text) => wireText('bob', text)) }] },
  })

const bytes = (text) => new TextEncoder().encode(text).buffer

/** The texts that arrive, until the last one does. */
function textsUntil(TIM, tim, last) {
  return new Promise((resolve) => {
    const texts = []
    tim.on(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => {
      texts.push(...data.map((message) => message.payload.text))
      if (texts.at(-1) === last) resolve(texts)
    })
  })
}

const hello = { to: 'bob', conversationType: 'C2C', payload: { text: 'Hello' } }

export const cases = {
  async binary_frames_go_out_on_binfo(TIM) {
    const { server } = await readyInstance(TIM)
    equal(new URL(server.socket.url).pathname, '/binfo')
    equal(server.socket.binaryType, 'arraybuffer')
    check(server.frames.every((frame) => !frame.text), 'all of them binary')
  },

  async text_frames_go_out_on_info(TIM) {
    const { server } = await readyInstance(TIM, { devMode: true })
    equal(new URL(server.socket.url).pathname, '/info')
    check(server.frames.every((frame) => frame.text), 'all of them text')
  },

  async a_text_frame_on_a_binary_socket_is_dropped(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const texts = textsUntil(TIM, tim, 'last')
    server.socket.deliver(pushText('as text'))
    server.socket.deliver(bytes(pushText('last')))
    equal(await texts, ['last'])
  },

  async the_url_names_the_operating_system(TIM) {
    const { server } = instance(TIM)
    const { searchParams } = new URL(server.socket.url)
    const named = { Linux: 'unknown', Windows: 'windows', Mac: 'mac' }
    const [expected] = Object.keys(named).filter((name) => navigator.userAgent.includes(name))
    equal(searchParams.get('host'), named[expected])
    equal(searchParams.get('platform'), '7')
  },

  async compressed_frames_arrive_in_order(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const texts = textsUntil(TIM, tim, 'last')
    const large = 'x'.repeat(200_000)
    for (const frame of [
      await compress(pushText(large), 'deflate'),
      bytes(pushText('between')),
      await compress(pushText('gzip'), 'gzip'),
      bytes(pushText('last')),
    ]) {
      server.socket.deliver(frame)
    }
    equal(await texts, [large, 'between', 'gzip', 'last'])
  },

  async damaged_and_unknown_compression_is_dropped(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const texts = textsUntil(TIM, tim, 'last')
    const whole = await compress(pushText('cut'), 'deflate')
    server.socket.deliver(whole.slice(0, whole.byteLength - 10))
    server.socket.deliver(await compress(pushText('raw'), 'deflate-raw'))
    server.socket.deliver(bytes('COMP'))
    server.socket.deliver(bytes('COMPletely different'))
    server.socket.deliver(new ArrayBuffer(0))
    server.socket.deliver(bytes('{"head":'))
    server.socket.deliver(bytes(pushText('last')))
    equal(await texts, ['last'])
  },

  async a_frame_above_the_limit_is_dropped(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const texts = textsUntil(TIM, tim, 'last')
    const fitting = 'y'.repeat(1_000_000)
    server.socket.deliver(await compress(pushText('z'.repeat(1_100_000)), 'deflate'))
    server.socket.deliver(await compress(pushText(fitting), 'gzip'))
    server.socket.deliver(bytes(pushText('last')))
    equal((await texts).map((text) => text.length), [fitting.length, 4])
  },

  /** Some KB that stand for 30 MB are not inflated to more than the limit, which is 1 MiB. */
  async a_bomb_is_not_inflated(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const bomb = await compress(pushText('z'.repeat(30_000_000)), 'gzip')
    const Real = globalThis.DecompressionStream
    let inflated = 0
    globalThis.DecompressionStream = class {
      constructor(format) {
        const { readable, writable } = new Real(format)
        const transform = (chunk, controller) => {
          inflated += chunk.length
          controller.enqueue(chunk)
        }
        this.readable = readable.pipeThrough(new TransformStream({ transform }))
        this.writable = writable
      }
    }
    try {
      const texts = textsUntil(TIM, tim, 'last')
      server.socket.deliver(bomb)
      server.socket.deliver(bytes(pushText('last')))
      equal(await texts, ['last'])
    } finally {
      globalThis.DecompressionStream = Real
    }
    check(inflated > 2 ** 20 && inflated < 2 * 2 ** 20, `inflated ${inflated} bytes`)
  },

  /** What was waiting for a broken connection is sent on the next one, as it was. */
  async a_broken_socket_is_replaced(TIM) {
    const { tim, server } = await readyInstance(TIM)
    server.answers['openim.sendmsg'] = null
    const sending = tim.sendMessage(tim.createTextMessage(hello))
    const states = []
    const connected = new Promise((resolve) => {
      tim.on(TIM.EVENT.NET_STATE_CHANGE, ({ data }) => {
        states.push(data.state)
        if (data.state === 'connected') resolve()
      })
    })
    await server.until(() => server.framesOf('openim.sendmsg').length === 1)
    delete server.answers['openim.sendmsg']
    server.socket.break()
    await server.until(() => server.sockets.length === 2)
    await connected
    equal((await sending).data.message.status, 'success')
    equal(states.at(-1), 'connected')
    const [first, second] = server.framesOf('openim.sendmsg')
    equal(second.body, first.body)
    equal(second.head.seq, first.head.seq, 'seq')
  },

  async a_socket_that_never_opens_is_tried_again(TIM) {
    const server = new Server()
    server.accepting = false
    const { tim } = instance(TIM, { server })
    const login = tim.login({ userID: 'me', userSig: 'sig' })
    server.accepting = true
    server.socket.break()
    await server.until(() => server.sockets.length === 2)
    equal((await login).code, 0)
  },

  /** An old socket that still says something is not listened to. */
  async a_closed_socket_is_not_heard(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const old = server.socket
    server.push({ Event: 10, C2cNotifyMsgArray: [{ KickoutMsgNotify: { KickType: 3 } }] })
    const kicked = await event(tim, TIM.EVENT.KICKED_OUT)
    equal(kicked.data, { type: 'REST_API_Kick' })
    equal(old.closeCode, 4000, 'close code')
    await server.until(() => server.sockets.length === 2)
    const ready = event(tim, TIM.EVENT.SDK_READY)
    await tim.login({ userID: 'me', userSig: 'sig' })
    await ready
    const texts = textsUntil(TIM, tim, 'new')
    old.readyState = WebSocket.OPEN
    old.deliver(bytes(pushText('old')))
    server.socket.deliver(bytes(pushText('new')))
    equal(await texts, ['new'])
  },

  /** The one timer: the second list event within a second comes when the second is over. */
  async the_deadline_wakes_the_engine(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const times = []
    const second = new Promise((resolve) => {
      tim.on(TIM.EVENT.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, ({ data }) => {
        times.push(performance.now())
        if (data === 2) resolve(data)
      })
    })
    server.pushTexts('bob', ['1'])
    await event(tim, TIM.EVENT.MESSAGE_RECEIVED)
    server.pushTexts('bob', ['2'])
    equal(await second, 2)
    equal(times.length, 2, 'events')
    const waited = times[1] - times[0]
    check(waited >= 950, `they are a second apart (${waited} ms)`)
  },

  async after_destroy_nothing_of_the_page_is_held(TIM) {
    const { addEventListener, removeEventListener } = globalThis
    const listeners = new Set()
    globalThis.addEventListener = (name, listener) => {
      listeners.add(listener)
      addEventListener.call(globalThis, name, listener)
    }
    globalThis.removeEventListener = (name, listener) => {
      listeners.delete(listener)
      removeEventListener.call(globalThis, name, listener)
    }
    try {
      const { tim } = instance(TIM)
      equal(listeners.size, 2, 'online and offline')
      await rejected(tim.destroy())
      equal(listeners.size, 0, 'listeners')
    } finally {
      Object.assign(globalThis, { addEventListener, removeEventListener })
    }
  },
}
