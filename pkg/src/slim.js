// The entry `tim-wasm/slim`: the module is a file of its own, fetched by init(). The smallest transfer where the server
// compresses, and the quickest start: nothing has to be decoded, only put together.

import { finish, imports } from 'tim-wasm:glue'

import { emptySurface, fillSurface, loadFault } from './surface.js'
import { unpack } from './unpack.mjs'

let ready

/**
 * Until init() has succeeded, every member throws.
 */
export const TIM = emptySurface(
  () => new Error("tim-wasm: not initialised. Call and await init() from 'tim-wasm/slim' before the first use of TIM."),
)

/**
 * Loads the module once; later calls wait for the same load. After a failure it can be called again.
 * @param {string | URL | Request | Response | BufferSource | WebAssembly.Module | Promise<any>} [source]
 *   where tim_bg.wasm is, or what is in it; default: next to this file
 */
export function init(source) {
  ready ??= load(source).catch((cause) => {
    ready = undefined
    throw loadFault(cause, false)
  })
  return ready
}

async function load(source) {
  const packed = await compile((await source) ?? new URL('tim_bg.wasm', import.meta.url))
  const module = await WebAssembly.compile(unpack(packed, await WebAssembly.instantiate(packed)))
  finish(await WebAssembly.instantiate(module, imports()), module)
  fillSurface(TIM)
}

/** Not while it comes, which servers must name the type for: there is little code in it. */
async function compile(source) {
  if (source instanceof WebAssembly.Module) return source
  if (ArrayBuffer.isView(source) || source instanceof ArrayBuffer) return WebAssembly.compile(source)
  const answer = source instanceof Response ? source : await fetch(source)
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${answer.statusText}`)
  return WebAssembly.compile(await answer.arrayBuffer())
}
