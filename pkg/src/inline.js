// The entries that are ready when they are loaded (tim.mjs, tim.js): the module is part of the file, packed
// and as base64, with the small module that unpacks it (../unpack), and both are compiled synchronously.
//
// A module that cannot be compiled must not break the application that imports it: loading never
// throws, using TIM does.

import * as glue from 'tim-wasm:glue'
import packed from 'tim-wasm:packed'

import { emptySurface, fillSurface, loadFault } from './surface.js'
import { unpack } from './unpack.mjs'

function decode(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64)
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

function load() {
  try {
    const bytes = unpack(decode(packed.unpacker), decode(packed.module), packed.parts, packed.size)
    glue.initSync({ module: new WebAssembly.Module(bytes) })
    return fillSurface({}, glue)
  } catch (cause) {
    return emptySurface(() => loadFault(cause, true))
  }
}

export const TIM = /* @__PURE__ */ load()
export default TIM
