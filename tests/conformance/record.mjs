// From what the driver recorded to what is compared: values that differ from run to run become stable
// names that keep equalities, the well-known objects are written short, and what runs in the
// background of every login is left out unless the case is about it.

import { readFileSync } from 'node:fs'
import { Names } from './names.mjs'

/** The own members of the well-known objects, in their order, with the values they usually have. */
const shapes = JSON.parse(readFileSync(new URL('shapes.json', import.meta.url), 'utf8'))

/** Commands that no case looks at unless it lists them under `watch`. */
const SILENT = ['heartbeat.alive', 'imopenstat.tim_web_report_v2', 'im_open_status.wshello']

/**
 * Commands and events that follow a login by themselves, in an order that depends on timers. They go
 * into a section of their own, sorted, of the cases that list "background" under `watch`.
 */
const BACKGROUND = [
  'blacklistUpdated',
  'onConversationGroupListUpdated',
  'onFriendApplicationListUpdated',
  'onFriendListUpdated',
  'onGroupListUpdated',
  'sns.black_list_get',
  'openim.authkey',
  'sns.friend_get',
  'sns.group_get',
  'sns.pendency_get',
  'im_sdk_config_mgr.fetch_config',
  'im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2',
  'recentcontact.get_contact_group',
  'openim.get_c2c_peer_mute_notifications',
  'group_open_http_svc.get_joined_group_list',
  'million_group_open_http_svc.get_joined_group_list',
]

/** Events that are held back for up to a second: how often they come depends on the machine's speed. */
export const THROTTLED = [
  'onConversationListUpdated',
  'onTotalUnreadMessageCountUpdated',
  'onGroupListUpdated',
  'onFriendListUpdated',
]

/**
 * @param {object} test the case
 * @param {{phases: object[], times: number[]}} played what `play` gave
 * @param {object} answers the common answers (their numbers are not volatile)
 * @returns {{name: string, requests?: object[], timeline?: object[], later?: object}[]}
 */
export function record(test, played, answers) {
  const watch = new Set(test.watch ?? [])
  const names = new Names(played, test, answers)
  return played.phases
    .map((phase) => ({ name: phase.name, entries: phase.entries.map((entry) => names.replace(entry)) }))
    .map((phase) => sorted(phase, watch, test.full === true))
}

function sorted({ name, entries }, watch, full) {
  const requests = []
  const background = []
  const sockets = []
  const timeline = []
  const first = new Map()
  const later = new Map()
  const write = full ? (value) => value : short
  for (const entry of entries) {
    const { kind, ...rest } = entry
    if (kind === 'request') {
      const request = written(rest, watch)
      if (watch.has(rest.servcmd)) requests.push(request)
      else if (SILENT.includes(rest.servcmd)) continue
      else if (!BACKGROUND.includes(rest.servcmd)) requests.push(request)
      else if (watch.has('background')) background.push(request)
    } else if (kind === 'socket') {
      if (watch.has('sockets')) sockets.push(socket(rest))
    } else if (kind === 'event') {
      const event = { event: rest.name, ...(rest.on === 'tim' ? {} : { on: rest.on }), data: write(rest.data) }
      if (BACKGROUND.includes(rest.name) && !watch.has(rest.name)) {
        if (watch.has('background')) background.push(event)
        continue
      }
      const repeated = THROTTLED.includes(rest.name) && first.has(rest.name)
      if (repeated) later.set(rest.name, event.data)
      else timeline.push(event)
      if (!repeated) first.set(rest.name, JSON.stringify(event.data))
    } else {
      timeline.push(write(rest))
    }
  }
  const named = (entry) => entry.event ?? entry.request
  background.sort((a, b) => named(a).localeCompare(named(b)))
  const changed = [...later].filter(([event, data]) => first.get(event) !== JSON.stringify(data)).sort()
  return {
    name,
    ...(requests.length ? { requests } : {}),
    ...(background.length ? { background } : {}),
    ...(sockets.length ? { sockets } : {}),
    ...(timeline.length ? { timeline: settled(timeline) } : {}),
    ...(changed.length ? { later: Object.fromEntries(changed) } : {}),
  }
}

/** Throttled events carry the state at the time when they come: those that come together have no order. */
function settled(timeline) {
  const throttled = (entry) => THROTTLED.includes(entry.event)
  const sorted = []
  for (const entry of timeline) {
    let at = sorted.length
    if (throttled(entry)) while (at > 0 && throttled(sorted[at - 1]) && sorted[at - 1].event > entry.event) at -= 1
    sorted.splice(at, 0, entry)
  }
  return sorted
}

function written({ servcmd, head, body, again, binary }, watch) {
  const { servcmd: _, seq, reqtime, ...rest } = head
  return {
    request: servcmd,
    ...(again ? { again } : {}),
    ...(watch.has('head') ? { frame: binary ? 'binary' : 'text', head: short(rest) } : {}),
    body,
  }
}

function socket({ opening, open, closing }) {
  if (open) return { socket: 'open' }
  if (closing) return { socket: 'closed by the client', code: closing }
  const url = new URL(opening)
  const path = url.pathname.replace(/^\/case\d+/, '')
  return { socket: 'opening', path, query: short(Object.fromEntries(url.searchParams)) }
}

/** Writes the objects of shapes.json as their members that differ from the usual. */
function short(value) {
  if (Array.isArray(value)) return value.map(short)
  if (typeof value !== 'object' || value === null) return value
  const kind = kindOf(value)
  if (!kind) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, short(item)]))
  const shape = shapes[kind]
  const usual = Object.keys(shape)
  const keys = Object.keys(value)
  const inOrder = keys.length === usual.length && keys.every((key, index) => key === usual[index])
  const members = keys.filter((key) => !(key in shape) || !isUsual(value[key], shape[key]))
  const aliased = kind === 'message' && members.includes('payload') && value._elements?.length === 1
  return {
    [`<${kind}>`]: inOrder ? 'usual members' : keys.join(' '),
    ...Object.fromEntries(
      members.filter((key) => !(aliased && key === '_elements')).map((key) => [key, short(value[key])]),
    ),
    ...(aliased ? elements(value) : {}),
  }
}

/** One element whose type and content are the message's own `type` and `payload` need not be repeated. */
function elements({ _elements: [element], type, payload }) {
  const { type: t, content, ...more } = element
  const same = t === type && JSON.stringify(content) === JSON.stringify(payload)
  return same && Object.keys(more).length === 0 ? {} : { _elements: [element] }
}

function kindOf(value) {
  if ('_elements' in value && 'conversationID' in value) return 'message'
  if ('lastMessage' in value && 'conversationID' in value) return 'conversation'
  if ('profileCustomField' in value && 'userID' in value) return 'profile'
  if ('groupCustomField' in value && '_lastRevokedTime' in value) return 'group'
  if ('muteUntil' in value && 'lastSendMsgTime' in value) return 'member'
  if ('messageForShow' in value && 'lastTime' in value) return 'lastMessage'
  if ('websdkappid' in value) return 'head'
  if ('instanceid' in value && 'sdkversion' in value) return 'query'
  return undefined
}

/** In shapes.json null means: no usual value; "<null>" means that null is the usual value. */
function isUsual(value, usual) {
  if (usual === null) return false
  return JSON.stringify(value) === JSON.stringify(usual === '<null>' ? null : usual)
}
