// The types of `import { init, TIM } from 'tim-wasm/slim'`.

import { TIM } from './index.js'

export * from './index.js'

/**
 * Loads the WebAssembly module. Await it before the first use of `TIM`, each member of which throws
 * until then. It loads once, however often it is called; after a failure it may be called again.
 *
 * @param source where `tim_bg.wasm` is, or its content. Default: the file next to `slim.mjs`, which
 *   Vite and webpack find by themselves. In Node, pass the bytes.
 * @throws (rejects) when the module cannot be fetched, compiled or started; the message names the fix
 *   where there is one, `cause` is the error underneath.
 *
 * @example
 * import { init, TIM } from 'tim-wasm/slim'
 * await init()
 * const tim = TIM.create({ SDKAppID: 1400000000 })
 */
export declare function init(source?: ModuleSource | Promise<ModuleSource>): Promise<void>

/** A URL, a response whose body is the module, the module's bytes, or the compiled module. */
export type ModuleSource = string | URL | Request | Response | BufferSource | WebAssembly.Module

