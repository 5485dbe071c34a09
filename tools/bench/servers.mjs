// Whom the clients talk to: a scripted server that costs next to nothing, so that what is measured is the
// client; a proxy that makes a real server far away; users whom a real server has to know.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import WebSocket, { WebSocketServer } from 'ws'

import { ROOT, userSig } from '../../tests/browser.mjs'
import { at, fill } from '../../tests/conformance/template.mjs'
import { HISTORY, ROOM, recentContact, roamingMessage } from './frames.mjs'

const OK = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' }

async function listen(connected) {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer((_, answer) => answer.writeHead(404).end())
  server.on('upgrade', (request, socket, rest) => {
    socket.setNoDelay(true)
    sockets.handleUpgrade(request, socket, rest, (client) => {
      client.on('error', () => client.terminate())
      connected(client, request, socket)
    })
  })
  await new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((done) => {
        for (const client of sockets.clients) client.terminate()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** Who has so many recent contacts; everybody else has none. */
export const CROWDED = { user: 'crowded', contacts: 1000 }

/**
 * Answers every command from a table. `push(frames)` writes frames to the client that connected last, all at once, and
 * gives the time (ms) when it began; `pushEach(frames, every)` writes one every so many ms, `pushEvenly(frames, perSecond)`
 * what is due every five.
 */
export async function scriptedServer() {
  const answers = {
    ...JSON.parse(readFileSync(join(ROOT, 'tests/conformance/answers.json'), 'utf8')),
    'openim.sendmsg': { MsgTime: '${now}', MsgKey: '' },
    'openim.getroammsg': roaming,
    'recentcontact.page_get': contacts,
    'group_open_http_svc.apply_join_group': { JoinedStatus: 'JoinedSuccess', HugeGroupFlag: 1, AVChatRoomKey: 'room' },
    'group_open_http_svc.get_group_self_member_info': { GroupInfo: [room()] },
  }
  let newest
  const server = await listen((client, _, socket) => {
    newest = socket
    client.on('message', (data) => {
      const { head, body } = JSON.parse(data.toString())
      const { servcmd, seq } = head
      const scripted = answers[servcmd] ?? {}
      const answer = typeof scripted === 'function' ? scripted(body) : fill(scripted, (path) => at({ body }, path.split('.')))
      client.send(Buffer.from(JSON.stringify({ head: { servcmd, seq }, body: { ...OK, ...answer } })))
    })
  })
  return {
    ...server,
    push(frames) {
      const bytes = Buffer.concat(frames)
      const began = Date.now()
      newest.write(bytes)
      return began
    },
    async pushEach(frames, every) {
      for (const frame of frames) {
        newest.write(frame)
        await new Promise((done) => setTimeout(done, every))
      }
    },
    async pushEvenly(frames, perSecond) {
      const began = performance.now()
      for (let sent = 0; sent < frames.length; ) {
        const due = Math.floor(((performance.now() - began) / 1000) * perSecond)
        newest.write(Buffer.concat(frames.slice(sent, due)))
        sent = Math.max(sent, due)
        await new Promise((done) => setTimeout(done, 5))
      }
    },
  }
}

function room() {
  const member = { Member_Account: 'reader', Role: 'Member', JoinTime: 1_700_000_000, MsgSeq: 0, MsgFlag: 'AcceptAndNotify', NameCard: '' }
  return {
    GroupId: ROOM,
    ErrorCode: 0,
    ErrorInfo: '',
    Type: 'AVChatRoom',
    Name: 'A room',
    Owner_Account: 'person0',
    CreateTime: 1_700_000_000,
    MemberNum: 1000,
    ApplyJoinOption: 'FreeAccess',
    NextMsgSeq: 1,
    ShutUpAllMember: 'Off',
    MemberList: [member],
  }
}

const PAGE = 100

/** A page of the recent contacts; the cursor is how many came before. */
function contacts({ From_Account, StartIndex }) {
  const count = From_Account === CROWDED.user ? CROWDED.contacts : 0
  const end = Math.min(count, StartIndex + PAGE)
  const SessionItem = Array.from({ length: end - StartIndex }, (_, at) => recentContact(StartIndex + at))
  const next = end < count ? end : 0
  return { SessionItem, CompleteFlag: next ? 0 : 1, TimeStamp: next, StartIndex: next, TopTimeStamp: 0, TopStartIndex: 0 }
}

/** A page of the roaming history, of as many messages as are asked for; the number of a message is its sequence. */
function roaming({ MaxCnt, LastMsgTime, MsgKey }) {
  const end = MsgKey ? Number(MsgKey.split('_')[0]) - 1 : LastMsgTime === 0 ? HISTORY : 0
  const start = Math.max(0, end - MaxCnt)
  const MsgList = Array.from({ length: end - start }, (_, at) => roamingMessage(start + at))
  const [first] = MsgList
  return { MsgList, MsgCnt: MsgList.length, LastMsgTime: first?.MsgTimeStamp ?? 0, MsgKey: first?.MsgKey ?? '', Complete: start === 0 ? 1 : 0 }
}

/** Passes every frame on after `delay` ms, in both directions, in order. */
export async function farAway(server, delay) {
  return await listen((near, request) => {
    const far = new WebSocket(server.wsUrl + request.url, { perMessageDeflate: false })
    const open = new Promise((done) => far.once('open', done))
    far.on('error', () => near.terminate())
    far.on('close', () => near.terminate())
    near.on('close', () => far.terminate())
    // Timers of the same length run in the order in which they were set.
    near.on('message', (data, isBinary) =>
      setTimeout(async () => {
        await open
        if (far.readyState === WebSocket.OPEN) far.send(data, { binary: isBinary })
      }, delay),
    )
    far.on('message', (data, isBinary) =>
      setTimeout(() => near.readyState === WebSocket.OPEN && near.send(data, { binary: isBinary }), delay),
    )
  })
}

/** Where a user may put a file, as a real server says. */
export async function uploadPlace(server, user) {
  const { SDKAppID, userID, userSig: usersig } = await userSig(server, user)
  const client = new WebSocket(`${server.wsUrl}/binfo?sdkappid=${SDKAppID}&instanceid=place-${Date.now()}`)
  const heads = { sdkappid: SDKAppID, identifier: userID, usersig }
  const ask = (servcmd, seq, head, body) => client.send(Buffer.from(JSON.stringify({ head: { servcmd, seq, ...head }, body })))
  const { upload_url } = await new Promise((done, fail) => {
    client.on('error', fail)
    client.on('open', () => ask('im_open_status.wslogin', 1, heads, { State: 'Online' }))
    client.on('message', (data) => {
      const { head, body } = JSON.parse(data.toString())
      if (head.servcmd === 'im_open_status.wslogin') {
        ask('im_cos_msg.pre_sig', 2, heads, { file_type: 255, file_name: `${Date.now()}.bin`, upload_method: 0, Duration: 900 })
      } else if (head.servcmd === 'im_cos_msg.pre_sig') done(body)
    })
  })
  client.terminate()
  if (!upload_url) throw new Error('the server gives no place for a file')
  return upload_url
}

/** Lets a real server know this user: the first login makes the account. */
export async function register(server, user) {
  const { SDKAppID, userID, userSig: usersig } = await userSig(server, user)
  const client = new WebSocket(`${server.wsUrl}/binfo?sdkappid=${SDKAppID}&instanceid=${user}`)
  const answer = await new Promise((done, fail) => {
    client.on('error', fail)
    client.on('message', (data) => done(JSON.parse(data.toString()).body))
    client.on('open', () => {
      const head = { servcmd: 'im_open_status.wslogin', seq: 1, sdkappid: SDKAppID, identifier: userID, usersig }
      client.send(Buffer.from(JSON.stringify({ head, body: { State: 'Online' } })))
    })
  })
  client.terminate()
  if (answer.ErrorCode !== 0) throw new Error(`${user} cannot log in: ${answer.ErrorCode} ${answer.ErrorInfo}`)
}
