// Files of messages: taken when the message is made, carried by a plugin or without one, progress,
// cancelling, failing and sending again. The network of the files is a class in the place of
// XMLHttpRequest.

import { argumentFault, timFault } from './faults.js'
import { check, consoleDuring, equal, rejected, same, thrown, turn } from './checks.js'
import { event, readyInstance } from './network.js'

const RealRequest = globalThis.XMLHttpRequest

/** Answers uploads with `status`, after `gate`; what was put is kept. */
async function withUploads(script, act) {
  const puts = []
  globalThis.XMLHttpRequest = class {
    upload = {}
    open(method, url) {
      Object.assign(this, { method, url })
    }
    async send(body) {
      puts.push({ method: this.method, url: this.url, body })
      for (const loaded of script.progress ?? []) this.upload.onprogress?.({ loaded, total: 3 })
      await script.gate
      if (this.aborted) return
      const status = script.status?.shift() ?? 200
      if (status === 0) return this.onerror()
      this.status = status
      this.onload()
    }
    abort() {
      this.aborted = true
    }
  }
  try {
    await act(puts)
  } finally {
    globalThis.XMLHttpRequest = RealRequest
  }
}

/** An instance whose server gives places for files. */
async function made(TIM, options) {
  const { tim, server } = await readyInstance(TIM, options)
  let count = 0
  server.answers['im_cos_msg.pre_sig'] = () => {
    count += 1
    return { upload_url: `https://up.test/${count}?sign=s`, download_url: `http://files.test/${count}` }
  }
  return { tim, server }
}

const file = (name = 'notes.txt', type = 'text/plain') => new File(['abc'], name, { type })

async function picture(width, height) {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  canvas.getContext('2d').fillRect(0, 0, 5, 5)
  const blob = await new Promise((done) => canvas.toBlob(done))
  return new File([blob], 'picture.png', { type: 'image/png' })
}

const toBob = (file, more) => ({ to: 'bob', conversationType: 'C2C', payload: { file }, ...more })

export const cases = {
  async a_file_is_uploaded_and_then_sent(TIM) {
    const { tim, server } = await made(TIM)
    await withUploads({ progress: [1, 2, 3] }, async (puts) => {
      const parts = []
      const given = file('notes 1.txt')
      const message = tim.createFileMessage(toBob(given, { onProgress: (part) => parts.push(part) }))
      equal(message.payload.fileName, 'notes 1.txt')
      equal([message.payload.fileUrl, message.payload.fileSize, message.payload.downloadFlag], ['', 3, 2])
      const { payload } = message
      await tim.sendMessage(message)
      same(message.payload, payload, 'the payload is changed in place')
      equal([message.status, payload.fileUrl], ['success', 'http://files.test/1'])
      equal(puts.map(({ method, url }) => [method, url]), [['PUT', 'https://up.test/1?sign=s']])
      same(puts[0].body, given, 'the file itself is sent')
      equal(parts, [0.33, 0.66, 1], 'progress')
      const [asked] = server.framesOf('im_cos_msg.pre_sig')
      equal([asked.body.file_type, asked.body.upload_method, asked.body.Duration], [255, 0, 900])
      check(/^[0-9a-f]{32}-[0-9]{1,6}\.txt$/.test(asked.body.file_name), asked.body.file_name)
      equal([asked.head.identifier, 'a2' in asked.head], ['me', false], 'the head of the upload service')
      const [{ MsgType, MsgContent }] = server.framesOf('openim.sendmsg')[0].body.MsgBody
      const { UUID, ...content } = MsgContent
      const expected = { Download_Flag: 2, Url: 'http://files.test/1', FileName: 'notes 1.txt', FileSize: 3 }
      equal([MsgType, content], ['TIMFileElem', expected])
      check(UUID.includes('-me-'), UUID)
    })
  },

  async an_image_is_measured(TIM) {
    const { tim, server } = await made(TIM)
    await withUploads({}, async () => {
      const message = tim.createImageMessage(toBob(await picture(1000, 1500)))
      check(message.payload.imageInfoArray.every(({ url }) => url.startsWith('blob:')), 'can be shown at once')
      await tim.sendMessage(message)
      const { imageFormat, imageInfoArray } = message.payload
      equal(imageFormat, 3)
      equal(
        imageInfoArray.map(({ type, sizeType, width, height, imageUrl }) => [type, sizeType, width, height, imageUrl]),
        [
          [0, 1, 1000, 1500, 'http://files.test/1'],
          [1, 3, 198, 297, 'http://files.test/1?imageView2/3/w/198/h/198'],
          [2, 2, 720, 1080, 'http://files.test/1?imageView2/3/w/720/h/720'],
        ],
      )
      const [{ MsgContent }] = server.framesOf('openim.sendmsg')[0].body.MsgBody
      equal(MsgContent.ImageInfoArray.map(({ Type, URL }) => [Type, URL.slice(0, 20)]), [1, 2, 3].map((type) => [type, 'http://files.test/1?'.slice(0, type === 1 ? 19 : 20)]))
    })
  },

  /** The page may clear its input element as soon as the message is made. */
  async an_input_element_is_read_at_once(TIM) {
    const { tim } = await made(TIM)
    await withUploads({}, async (puts) => {
      const input = document.createElement('input')
      input.type = 'file'
      const chosen = new DataTransfer()
      chosen.items.add(file('chosen.txt'))
      input.files = chosen.files
      const message = tim.createFileMessage(toBob(input))
      input.value = ''
      await tim.sendMessage(message)
      equal([puts[0].body.name, message.payload.uuid.endsWith('.txt')], ['chosen.txt', true])
    })
  },

  async what_is_no_file_is_refused(TIM) {
    const { tim, server } = await made(TIM)
    const empty = document.createElement('input')
    empty.type = 'file'
    for (const wrong of [null, 'picker', 5, {}, [], empty, document.body, { size: 5, name: 'a' }]) {
      for (const name of ['createImageMessage', 'createAudioMessage', 'createVideoMessage', 'createFileMessage']) {
        argumentFault(thrown(() => tim[name](toBob(wrong))), name, 'payload.file', 'a File')
      }
    }
    argumentFault(thrown(() => tim.createFileMessage(toBob(file(), { onProgress: 'no' }))), 'onProgress', 'a function')
    equal(server.framesOf('im_cos_msg.pre_sig').length, 0)
  },

  async a_failed_upload_can_be_repeated(TIM) {
    const { tim, server } = await made(TIM)
    await withUploads({ status: [500, 0, 200] }, async (puts) => {
      const message = tim.createFileMessage(toBob(file()))
      for (const send of ['sendMessage', 'resendMessage']) {
        const fault = await rejected(tim[send](message))
        timFault(fault, 2400)
        same(fault.data.message, message)
        equal(message.status, 'fail')
      }
      equal(server.framesOf('openim.sendmsg').length, 0)
      await tim.resendMessage(message)
      equal([message.status, message.payload.fileUrl, puts.length], ['success', 'http://files.test/3', 3])
    })
  },

  /** What was uploaded is not uploaded again when only the sending failed. */
  async a_failed_message_is_not_uploaded_again(TIM) {
    const { tim, server } = await made(TIM)
    await withUploads({}, async (puts) => {
      const message = tim.createFileMessage(toBob(file()))
      server.answers['openim.sendmsg'] = { ActionStatus: 'FAIL', ErrorCode: 20009, ErrorInfo: 'no' }
      timFault(await rejected(tim.sendMessage(message)), 20009)
      delete server.answers['openim.sendmsg']
      await tim.resendMessage(message)
      equal([message.status, puts.length], ['success', 1])
      const [first, second] = server.framesOf('openim.sendmsg')
      equal([second.body.MsgRandom, second.body.MsgBody], [first.body.MsgRandom, first.body.MsgBody])
    })
  },

  async an_upload_can_be_cancelled(TIM) {
    const { tim, server } = await made(TIM)
    let cancelled
    await withUploads({ gate: new Promise(() => {}) }, async (puts) => {
      const message = tim.createFileMessage(toBob(file()))
      const controller = new AbortController()
      const sending = tim.sendMessage(message, { signal: controller.signal })
      await server.until(() => server.framesOf('im_cos_msg.pre_sig').length === 1)
      setTimeout(() => controller.abort())
      const fault = await rejected(sending)
      timFault(fault, 2400)
      check(fault.message.includes('cancelled'), fault.message)
      equal([message.status, puts.length], ['fail', 1])
      cancelled = message
    })
    await withUploads({}, async () => {
      await tim.resendMessage(cancelled)
      equal([cancelled.status, cancelled.payload.fileUrl], ['success', 'http://files.test/2'])
    })
  },

  async the_plugin_is_used(TIM) {
    const { tim } = await made(TIM)
    const calls = []
    class Plugin {
      uploadFile(options, callback) {
        calls.push(options)
        options.onProgress({ total: 3, loaded: 3, percent: 1 })
        callback(null, { statusCode: 200, data: { location: 'http://elsewhere.test/a' } })
      }
    }
    tim.registerPlugin({ 'tim-upload-plugin': Plugin })
    const parts = []
    const given = file()
    const message = tim.createFileMessage(toBob(given, { onProgress: (part) => parts.push(part) }))
    await tim.sendMessage(message)
    const [{ url, fileType, resources, downloadUrl }] = calls
    equal([url, fileType, downloadUrl], ['https://up.test/1?sign=s', 255, 'http://files.test/1'])
    same(resources, given)
    equal([message.payload.fileUrl, parts], ['http://elsewhere.test/a', [1]])
  },

  async a_progress_handler_that_throws_stops_nothing(TIM) {
    const { tim } = await made(TIM)
    await withUploads({ progress: [3] }, async () => {
      const onProgress = () => {
        throw new Error('mine')
      }
      const message = tim.createFileMessage(toBob(file(), { onProgress }))
      const lines = await consoleDuring(['warn'], () => tim.sendMessage(message))
      equal([message.status, lines.length], ['success', 1])
    })
  },

  async without_a_place_it_fails(TIM) {
    const { tim, server } = await made(TIM)
    server.answers['im_cos_msg.pre_sig'] = { ActionStatus: 'FAIL', ErrorCode: 60004, ErrorInfo: 'full' }
    const message = tim.createFileMessage(toBob(file()))
    const fault = await rejected(tim.sendMessage(message))
    timFault(fault, 2041)
    check(fault.message.includes('60004') && fault.message.includes('full'), fault.message)
    const asked = server.framesOf('im_cos_msg.pre_sig')
    equal([asked.length, asked[0].body.file_name === asked[1].body.file_name], [2, true])
  },

  async a_logout_ends_an_upload(TIM) {
    const { tim, server } = await made(TIM)
    await withUploads({ gate: new Promise(() => {}) }, async () => {
      const message = tim.createFileMessage(toBob(file()))
      const sending = rejected(tim.sendMessage(message))
      await server.until(() => server.framesOf('im_cos_msg.pre_sig').length === 1)
      await tim.logout()
      check((await sending).code > 0, 'it is rejected')
      equal(message.status, 'fail')
    })
  },

  /** A connection that breaks meanwhile is none of the file's business; what was not sent is sent on the next one. */
  async a_connection_that_breaks_during_an_upload(TIM) {
    const { tim, server } = await made(TIM)
    let finish
    await withUploads({ gate: new Promise((done) => (finish = done)) }, async (puts) => {
      const message = tim.createFileMessage(toBob(file()))
      const sending = tim.sendMessage(message)
      while (puts.length === 0) await turn()
      server.socket.break()
      await server.until(() => server.sockets.length === 2)
      finish()
      await sending
      equal([message.status, puts.length, server.framesOf('openim.sendmsg').length], ['success', 1, 1])
    })
  },

  /** No answer came: the same frame goes again on the next connection, so that the server can tell. */
  async a_connection_that_breaks_before_the_answer(TIM) {
    const { tim, server } = await made(TIM)
    await withUploads({}, async (puts) => {
      server.answers['openim.sendmsg'] = null
      const message = tim.createFileMessage(toBob(file()))
      const sending = tim.sendMessage(message)
      await server.until(() => server.framesOf('openim.sendmsg').length === 1)
      delete server.answers['openim.sendmsg']
      server.socket.break()
      await sending
      equal([message.status, puts.length], ['success', 1])
      const randoms = server.framesOf('openim.sendmsg').map(({ body }) => body.MsgRandom)
      equal(new Set(randoms).size, 1, 'one message')
    })
  },

  async proxies_take_the_place_of_hosts(TIM) {
    const { tim, server } = await made(TIM, { fileUploadProxy: 'https://proxy.test/up/', fileDownloadProxy: 'https://proxy.test' })
    await withUploads({}, async (puts) => {
      await tim.sendMessage(tim.createFileMessage(toBob(file())))
      equal(puts[0].url, 'https://proxy.test/up/1?sign=s')
    })
    const received = event(tim, TIM.EVENT.MESSAGE_RECEIVED)
    const MsgBody = [{ MsgType: 'TIMSoundElem', MsgContent: { Url: 'http://h.test/a?b', Second: 1, Size: 1, UUID: 'u' } }]
    const about = { From_Account: 'bob', To_Account: 'me', MsgSeq: 1, MsgRandom: 1, MsgTimeStamp: 1, TinyId: '1' }
    server.push({ Event: 9, C2cMsgArray: [{ ...about, MsgBody }] })
    const [{ payload }] = (await received).data
    equal([payload.url, payload.remoteAudioUrl], ['https://proxy.test/a?b', 'http://h.test/a?b'])
  },

  async a_copy_has_no_file(TIM) {
    const { tim } = await made(TIM)
    const message = tim.createFileMessage(toBob(file()))
    equal(Object.getOwnPropertySymbols({ ...message }).length, 0)
    equal(JSON.parse(JSON.stringify(message)).payload.fileName, 'notes.txt')
    timFault(await rejected(tim.sendMessage({ ...message })), 2105)
  },
}
