// Runs in a measured page before the SDK: loads it, calls it and takes the times. The same for both
// clients. What is measured, and how often, is decided in rows.mjs.

window.bench = (() => {
  // With a debugger attached each console call costs what it would cost no user. The official client writes
  // many lines until setLogLevel(4), which can be called only after TIM.create.
  for (const method of ['debug', 'log', 'info', 'warn', 'error']) console[method] = () => {}

  let TIM
  let tim
  let received = 0
  let last = 0
  let wanted = { count: Infinity, reached: undefined }

  // Those that are still there when memory is measured: what unpacks the SDK's module is not.
  const wasmInstances = []
  WebAssembly.Instance = class extends WebAssembly.Instance {
    constructor(...args) {
      super(...args)
      wasmInstances.push(new WeakRef(this))
    }
  }

  const longTasks = []
  const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries()))
  observer.observe({ type: 'longtask' })

  /** Counts and nothing else: what remains is the SDK's own work. */
  function countMessages(event) {
    received += event.data.length
    if (received < wanted.count) return
    last = Date.now()
    wanted.reached()
  }

  async function load({ script, module }) {
    if (script) {
      await new Promise((done, fail) => {
        const element = document.createElement('script')
        element.onload = done
        element.onerror = () => fail(new Error(`${script} did not load`))
        element.src = script
        document.head.append(element)
      })
      TIM = window.TIM
      return
    }
    const entry = await import(module)
    await entry.init()
    TIM = entry.TIM
  }

  /** The longest main-thread task (ms) that began at or after `from`; 0: none of 50 ms, the shortest that browsers report. */
  async function longestTask(from) {
    // A task is reported after it has ended.
    await new Promise((done) => setTimeout(done, 100))
    longTasks.push(...observer.takeRecords())
    return Math.max(0, ...longTasks.filter((task) => task.startTime >= from).map((task) => task.duration))
  }

  /** Counts from now on; gives what waits for so many messages: when the last one came, and the longest task since now. */
  function count(messages) {
    received = 0
    const reached = new Promise((done) => (wanted = { count: messages, reached: done }))
    const from = performance.now()
    return async () => {
      await reached
      return { at: last, longest: await longestTask(from) }
    }
  }

  return {
    /** Milliseconds from the request for the SDK's files until TIM.create has returned. */
    async create(sources, options) {
      const from = performance.now()
      await load(sources)
      tim = TIM.create(options)
      const took = performance.now() - from
      tim.setLogLevel(4)
      return took
    },

    /** Milliseconds from the call of login until SDK_READY. */
    login(user) {
      return new Promise((done, fail) => {
        const from = performance.now()
        tim.on(TIM.EVENT.SDK_READY, function ready() {
          tim.off(TIM.EVENT.SDK_READY, ready)
          done(performance.now() - from)
        })
        tim.login(user).catch((error) => fail(new Error(`login: ${error.code} ${error.message}`)))
      })
    },

    /** Pages through the whole history with a user: milliseconds, and how many messages there were. */
    async history(peer) {
      const from = performance.now()
      let count = 0
      for (let next = ''; ; ) {
        const { data } = await tim.getMessageList({ conversationID: `C2C${peer}`, ...(next ? { nextReqMessageID: next } : {}) })
        count += data.messageList.length
        next = data.nextReqMessageID
        if (data.isCompleted || !next) return { took: performance.now() - from, count }
      }
    },

    /** Sends a file of so many bytes: milliseconds until the promise has settled. Without SDK: the bare request. */
    async upload(size, url) {
      const file = new File([new Uint8Array(size)], 'large.bin')
      const from = performance.now()
      if (url) {
        await new Promise((done, fail) => {
          const request = new XMLHttpRequest()
          request.open('PUT', url)
          request.onload = () => (request.status === 200 ? done() : fail(new Error(`the upload was answered with ${request.status}`)))
          request.onerror = () => fail(new Error('the upload did not get through'))
          request.send(file)
        })
      } else {
        await tim.sendMessage(tim.createFileMessage({ to: 'reader', conversationType: TIM.TYPES.CONV_C2C, payload: { file } }))
      }
      return performance.now() - from
    },

    async join(groupID) {
      await tim.joinGroup({ groupID, type: TIM.TYPES.GRP_AVCHATROOM })
    },

    /** Waits until the conversation list is so long. */
    async conversations(count) {
      await new Promise((done, fail) => {
        const look = (list) => list.length >= count && done()
        tim.on(TIM.EVENT.CONVERSATION_LIST_UPDATED, ({ data }) => look(data))
        tim.getConversationList().then(({ data }) => look(data.conversationList), fail)
      })
    },

    /** No SDK: a socket to the server, and its frames are counted; `received` waits for so many. */
    async listen(url, frames) {
      const socket = new WebSocket(url)
      socket.binaryType = 'arraybuffer'
      await new Promise((done, fail) => Object.assign(socket, { onopen: done, onerror: fail }))
      this.received = count(frames)
      socket.onmessage = () => countMessages({ data: [socket] })
    },

    /** From now on messages are counted; `received` waits for so many of them. */
    expect(messages) {
      tim.on(TIM.EVENT.MESSAGE_RECEIVED, countMessages)
      this.received = count(messages)
    },

    /** Creates so many messages, then sends them all at once: milliseconds until each has settled. */
    async sendAtOnce(count, peers) {
      const begin = performance.now()
      const messages = []
      for (let i = 0; i < count; i++) {
        const payload = { text: `message ${i}: a line of text as people write them` }
        messages.push(tim.createTextMessage({ to: `peer${i % peers}`, conversationType: TIM.TYPES.CONV_C2C, payload }))
      }
      const from = performance.now()
      const outcomes = await Promise.allSettled(messages.map((message) => tim.sendMessage(message)))
      const settled = performance.now()
      const failed = outcomes.find((outcome) => outcome.status === 'rejected')?.reason
      if (failed) throw new Error(`sendMessage: ${failed.code} ${failed.message}`)
      return { create: from - begin, settle: settled - from, longest: await longestTask(begin) }
    },

    /** Bytes of the page with its workers, after a garbage collection; apart from them those of WebAssembly memory. */
    async memory() {
      const { bytes } = await performance.measureUserAgentSpecificMemory()
      const exported = wasmInstances.flatMap((instance) => Object.values(instance.deref()?.exports ?? {}))
      const memories = exported.filter((one) => one instanceof WebAssembly.Memory)
      return { bytes, wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) }
    },
  }
})()
