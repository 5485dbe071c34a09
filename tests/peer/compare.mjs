// Compares what two clients show, member by member.

/** Members that every view of a message has in common, whoever looks at it. */
const SHARED = [
  'ID', 'conversationType', 'time', 'sequence', 'clientSequence', 'random', 'priority', 'nick', 'avatar', 'nameCard',
  '_elements', 'isPlaceMessage', 'isRevoked', 'from', 'to', 'isSystemMessage', 'protocol', 'atUserList',
  'cloudCustomData', 'isDeleted', 'clientTime', 'senderTinyID', 'needReadReceipt', 'version', 'isBroadcastMessage',
  'isSupportExtension', 'revoker', 'payload', 'type',
] // prettier-ignore

/** The differences between two values as lines `path: left | right`; `skip` names members that are not compared. */
export function differing(left, right, skip = [], path = '') {
  if (Object.is(left, right)) return []
  const both = [left, right]
  if (both.some((one) => typeof one !== 'object' || one === null) || Array.isArray(left) !== Array.isArray(right)) {
    return [`${path || 'value'}: ${JSON.stringify(left)} | ${JSON.stringify(right)}`]
  }
  const keys = new Set(both.flatMap((one) => Object.keys(one)))
  return [...keys]
    .filter((key) => !skip.includes(key))
    .flatMap((key) => differing(left[key], right[key], skip, path ? `${path}.${key}` : key))
}

/** Throws unless both are equal but for the skipped members. */
export function equal(left, right, what, skip = []) {
  const lines = differing(left, right, skip)
  if (lines.length) throw new Error(`${what} differ:\n${lines.slice(0, 40).join('\n')}`)
}

/** Throws unless sender and receiver show the same messages in the same order, each from its side. */
export function sameHistory(left, right, what) {
  const shared = (message) => Object.fromEntries(SHARED.map((key) => [key, message[key]]))
  equal(left.map(shared), right.map(shared), what)
  const flows = (list) => list.map(({ flow }) => flow)
  const turned = flows(right).map((flow) => (flow === 'in' ? 'out' : 'in'))
  const toMyself = left.every(({ from, to }) => from === to)
  if (!toMyself) equal(flows(left), turned, `${what}: directions`)
}
