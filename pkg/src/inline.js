// The entries that are ready when they are loaded (tim.mjs, tim.js): the module is part of the file, packed and as base64,
// with the small module that unpacks it, and both are compiled synchronously.
//
// A module that cannot be compiled must not break the application that imports it: loading never
// throws, using TIM does.

// First, so that it is the first thing in the file: what compresses the file does better when this is not in the middle.
import base64 from 'tim-wasm:packed'
import { finish, imports } from 'tim-wasm:glue'

import { emptySurface, fillSurface, loadFault } from './surface.js'
import { unpack } from './unpack.mjs'

function decode() {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64)
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

function load() {
  try {
    const packed = new WebAssembly.Module(decode())
    const module = new WebAssembly.Module(unpack(packed, new WebAssembly.Instance(packed)))
    finish(new WebAssembly.Instance(module, imports()), module)
    return fillSurface({})
  } catch (cause) {
    return emptySurface(() => loadFault(cause, true))
  }
}

export const TIM = /* @__PURE__ */ load()
export default TIM
