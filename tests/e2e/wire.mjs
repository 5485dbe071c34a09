// A client that speaks the wire protocol by hand and may send what no SDK would: long histories in no
// time, message kinds nobody knows, values of the wrong type.

import WebSocket from 'ws'
import { userSig } from '../browser.mjs'

/**
 * Signs `user` in. `call` sends any command, `send` a message; both give the body of the server's answer.
 * @returns {Promise<{call: (servcmd: string, body: object) => Promise<any>,
 *   send: (to: string, elements: object[]) => Promise<any>, close: () => void}>}
 */
export async function wireClient(server, user) {
  const { SDKAppID, userID, userSig: usersig } = await userSig(server, user)
  const instance = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
  const socket = new WebSocket(`${server.wsUrl}/binfo?sdkappid=${SDKAppID}&instanceid=${instance}&platform=7`)
  await new Promise((done, fail) => socket.once('open', done).once('error', fail))

  const waiting = new Map()
  socket.on('message', (bytes) => {
    const { head, body } = JSON.parse(bytes.toString())
    const call = waiting.get(head.seq)
    if (call?.servcmd !== head.servcmd) return // The server numbers what it pushes itself.
    waiting.delete(head.seq)
    call.done(body)
  })

  let seq = 1
  let credentials = { identifier: userID, usersig }
  const call = async (servcmd, body) => {
    const head = {
      ver: 'v4',
      platform: 7,
      websdkappid: 537048168,
      websdkversion: '1.7.3',
      ...credentials,
      status_instid: 0,
      sdkappid: SDKAppID,
      contenttype: 'json',
      reqtime: Math.floor(Date.now() / 1000),
      sdkability: 192371,
      tjgID: '',
      servcmd,
      seq: seq++,
    }
    const answer = new Promise((done) => waiting.set(head.seq, { servcmd, done }))
    socket.send(Buffer.from(JSON.stringify({ head, body })))
    return await answer
  }

  const login = await call('im_open_status.wslogin', { State: 'Online', is_web_uniapp: 0, InstType: 0 })
  if (login.ErrorCode !== 0) throw new Error(`wslogin of ${user}: ${login.ErrorCode} ${login.ErrorInfo}`)
  credentials = { a2: login.A2Key, tinyid: login.TinyId }

  let number = 1
  const send = (to, elements) =>
    call('openim.sendmsg', {
      From_Account: userID,
      To_Account: to,
      MsgSeq: number++,
      MsgRandom: Math.floor(Math.random() * 1e8),
      MsgBody: elements,
      CloudCustomData: '',
      From_AccountNick: '',
      From_AccountHeadurl: '',
      SendMsgControl: [],
      MsgClientTime: Math.floor(Date.now() / 1000),
      IsNeedReadReceipt: 0,
      SupportMessageExtension: 0,
    })
  return { call, send, close: () => socket.close() }
}

export const text = (Text) => ({ MsgType: 'TIMTextElem', MsgContent: { Text } })
