// What a page knows and the engine does not: chance, and the system that it runs on.

/** 64 random bits. */
export function seed() {
  return crypto.getRandomValues(new BigUint64Array(1))[0]
}

/** The operating system as the socket's URL names it. An iPad says that it is a Mac with a touch screen. */
export function operatingSystem() {
  const { userAgent = '', maxTouchPoints = 0 } = globalThis.navigator ?? {}
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios'
  if (/Android/.test(userAgent)) return 'android'
  if (/Windows/.test(userAgent)) return 'windows'
  if (/Macintosh/.test(userAgent)) return maxTouchPoints > 1 ? 'ios' : 'mac'
  return 'unknown'
}

/** Whether there is what the SDK needs: pages and workers have it, Node before 22 has no WebSocket. */
export function hasWebSocket() {
  return typeof WebSocket === 'function'
}
