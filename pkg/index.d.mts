// The types of `import TIM from 'tim-wasm'`: those of index.d.ts, seen from an ES module.

import { TIM } from './index.js'

export * from './index.js'
export { TIM as default }
