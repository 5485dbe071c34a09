// The object `TIM`, and what its members do while the WebAssembly module is not there. Loading the
// module is each entry's own business (inline.js, slim.js).

import { EVENT, TYPES, VERSION, create } from 'tim-wasm:glue'

const MEMBERS = ['create', 'EVENT', 'TYPES', 'VERSION']

/**
 * A TIM object whose members throw. Getters rather than a Proxy, so that the object itself can be
 * passed round, logged and awaited, and nothing stands in the way once it is filled.
 * @param {() => Error} fault makes the error, on each use: its stack shows who was too early
 */
export function emptySurface(fault) {
  const TIM = {}
  for (const name of MEMBERS) {
    Object.defineProperty(TIM, name, {
      configurable: true,
      enumerable: true,
      get() {
        throw fault()
      },
    })
  }
  return TIM
}

/** Gives TIM its members when the module is there. The object stays the same one. */
export function fillSurface(TIM) {
  // A function of its own: its name survives the minifier.
  const values = { create: (options) => create(options), EVENT: EVENT(), TYPES: TYPES(), VERSION: VERSION() }
  for (const name of MEMBERS) {
    Object.defineProperty(TIM, name, { configurable: true, enumerable: true, writable: true, value: values[name] })
  }
  return TIM
}

/** Says what to do about a module that could not be compiled or started. */
export function loadFault(cause, inline) {
  let text
  if (typeof WebAssembly !== 'object') {
    text = 'this environment has no WebAssembly. Needed: Chrome or Edge 114, Firefox 113, Safari 16.4, Node 20, or newer.'
  } else if (inline && cause instanceof RangeError) {
    // Chromium before 114 compiles no more than 4 KB synchronously on the main thread.
    text =
      'this browser refuses to compile WebAssembly synchronously. Chrome and Edge need version 114 or newer; ' +
      "for older ones import { init, TIM } from 'tim-wasm/slim' and await init()."
  } else if (cause instanceof WebAssembly.CompileError && /Content.Security.Policy|unsafe-eval|disallowed|blocked by CSP/i.test(cause.message)) {
    text = "the page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src."
  } else {
    text = `the WebAssembly module did not load: ${cause?.message ?? cause}`
  }
  const fault = new Error(`tim-wasm: ${text}`)
  fault.cause = cause
  return fault
}
