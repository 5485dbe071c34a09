// The entries that are ready when they are loaded (tim.mjs, tim.js): the module is part of the file,
// deflated and as base64, and compiled synchronously.
//
// A module that cannot be compiled must not break the application that imports it: loading never
// throws, using TIM does.

import { inflateSync } from 'fflate'
import * as glue from 'tim-wasm:glue'
import deflated from 'tim-wasm:deflated'

import { emptySurface, fillSurface, loadFault } from './surface.js'

function decode(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64)
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

function load() {
  try {
    const module = new WebAssembly.Module(inflateSync(decode(deflated.base64), { out: new Uint8Array(deflated.size) }))
    glue.initSync({ module })
    return fillSurface({}, glue)
  } catch (cause) {
    return emptySurface(() => loadFault(cause, true))
  }
}

export const TIM = /* @__PURE__ */ load()
export default TIM
