// The entry `tim-wasm/slim`: the module is a file of its own, fetched by init(). The smallest
// transfer, cached and compiled while it arrives.

import * as glue from 'tim-wasm:glue'

import { emptySurface, fillSurface, loadFault } from './surface.js'

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
  await glue.default({ module_or_path: source ?? new URL('tim_bg.wasm', import.meta.url) })
  fillSurface(TIM, glue)
}
