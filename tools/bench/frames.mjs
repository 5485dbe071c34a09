// The pushes that the scripted server sends: messages as tim-server pushes them, one in each frame,
// encoded before anything is measured; and what it has in store: history, recent contacts.

const TEXTS = [
  'On my way',
  'Could you send me the minutes of yesterday’s meeting? I did not get the last page.',
  '好的，我下午三点到，到时候给你打电话。',
  'The build is green again. What broke it was the clock of the second machine, which was three minutes late; I have ' +
    'written down how to see that at once the next time, and where the log says it.',
  '👍',
  'See https://example.com/notes/2024/07?page=2 for the numbers',
]

const BINARY = 0x82

/**
 * `count` messages of `conversations` people in turn, `perSecond` in each second, as WebSocket frames.
 * @param {{count: number, conversations: number, perSecond: number}} options
 */
export function pushes({ count, conversations, perSecond }) {
  const start = Math.floor(Date.now() / 1000) - Math.ceil(count / perSecond)
  const frames = []
  for (let index = 0; index < count; index++) {
    const time = start + Math.floor(index / perSecond)
    const item = message(index, index % conversations, time)
    const body = { EventArray: [{ Event: 9, C2cMsgArray: [item] }] }
    frames.push(frame({ head: { servcmd: 'im_open_push.msg_push', seq: index + 1 }, body }))
  }
  return frames
}

/** The room of the scripted server. */
export const ROOM = '@TGS#aRoom'

/**
 * `count` text messages in the room, of 200 people in turn, as frames.
 * @param {{count: number, perSecond: number}} options
 */
export function roomPushes({ count, perSecond }) {
  const start = Math.floor(Date.now() / 1000)
  return Array.from({ length: count }, (_, index) => {
    const { To_Account, MsgKey, MsgVersion, From_AccountNick, From_AccountHeadurl, ...same } = message(
      index,
      index % 200,
      start + Math.floor(index / perSecond),
    )
    const item = {
      ...same,
      Event: 3,
      ToGroupId: ROOM,
      ClientSeq: index + 1,
      MsgPriority: 2,
      IsSystemMsg: 0,
      GroupInfo: { GroupId: ROOM, GroupName: 'A room', GroupType: 'AVChatRoom', From_AccountNick, From_AccountHeadurl },
    }
    return frame({
      head: { servcmd: 'im_open_push.msg_push', seq: index + 1 },
      body: { EventArray: [{ Event: 3, GroupMsgArray: [item] }] },
    })
  })
}

/** The recent contact that the message of this index, long ago, has left. */
export function recentContact(index) {
  const { MsgTimeStamp, MsgSeq, MsgRandom, MsgBody, CloudCustomData, ...sender } = roamingMessage(index, index)
  return {
    Type: 1,
    To_Account: sender.From_Account,
    MsgTimeStamp,
    MsgSeq,
    MsgRandom,
    LastC2CMsgFrom_Account: sender.From_Account,
    LastMsg: { MsgBody, CloudCustomData },
    LastMsgFlags: 0,
    C2cPeerReadTime: 0,
    C2cNick: sender.From_AccountNick,
    C2cImage: sender.From_AccountHeadurl,
    UnreadMsgCount: 0,
    TopFlags: 0,
  }
}

function message(index, person, time) {
  const random = (index * 2_654_435_761) % 4_294_967_296
  return {
    From_Account: `person${person}`,
    To_Account: 'reader',
    MsgSeq: index + 1,
    MsgRandom: random,
    MsgTimeStamp: time,
    MsgClientTime: time,
    TinyId: `1441152000000${10_000 + person}`,
    From_AccountNick: `Person ${person}`,
    From_AccountHeadurl: `https://example.com/faces/${person}.png`,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `${index} ${TEXTS[index % TEXTS.length]}` } }],
    CloudCustomData: '',
    MsgVersion: 0,
    IsNeedReadReceipt: 0,
    SupportMessageExtension: 0,
    MsgKey: `${index + 1}_${random}_${time}`,
  }
}

/** How many messages the history with person0 has. */
export const HISTORY = 10_000

/** One of them, 50 in each second, all long ago. */
export function roamingMessage(index, person = 0) {
  return message(index, person, 1_700_000_000 + Math.floor(index / 50))
}

/** A frame from a server to a client: never masked. */
function frame(value) {
  const payload = Buffer.from(JSON.stringify(value))
  if (payload.length > 0xffff) throw new RangeError(`a push of ${payload.length} bytes`)
  const head = payload.length < 126 ? Buffer.from([BINARY, payload.length]) : Buffer.from([BINARY, 126, 0, 0])
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
