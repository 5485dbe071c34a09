// The SDK's lines in the browser's console, and the level below which they are dropped. The level is
// shared by all instances of a page.

import { argumentError, typeName } from './errors.js'

const METHODS = { '-1': 'debug', 0: 'log', 1: 'info', 2: 'warn', 3: 'error' }
const SILENT = 4
const TAG = 'background:#0057d9;color:#fff;border-radius:3px'

let threshold = 0

/** A line at a level: -1 debug, 0 log, 1 info, 2 warning, 3 error. */
export function log(level, text) {
  if (level >= threshold) print(METHODS[level], text)
}

export function warn(text) {
  log(2, text)
}

/** Lines below the level are dropped; 4 drops all of them. */
export function setLogLevel(level) {
  if (typeof level !== 'number' || Number.isNaN(level)) {
    throw argumentError(`setLogLevel: the level must be a number from -1 to 4 (got ${typeName(level)})`)
  }
  if (level !== threshold && level < SILENT) print('log', `set level from ${threshold} to ${level}`)
  threshold = level
}

function print(method, text) {
  console[method]('%c TIM %c', TAG, '', timeOfDay(new Date()), text)
}

/** HH:MM:SS.mmm in the page's zone. */
function timeOfDay(now) {
  const digits = (number, length) => String(number).padStart(length, '0')
  const [hours, minutes, seconds] = [now.getHours(), now.getMinutes(), now.getSeconds()]
  return `${digits(hours, 2)}:${digits(minutes, 2)}:${digits(seconds, 2)}.${digits(now.getMilliseconds(), 3)}`
}
