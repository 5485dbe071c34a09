// `tim-wasm/slim`: the same TIM, ready after init().

import full from 'tim-wasm'
import { TIM, init } from 'tim-wasm/slim'

export async function start(): Promise<void> {
  await init()
  await init(new URL('https://example.com/tim_bg.wasm'))
  await init(fetch('/tim_bg.wasm'))
  // @ts-expect-error: there is nothing else to say
  await init('/tim_bg.wasm', {})
  const same: typeof full = TIM
  TIM.create({ SDKAppID: 1 }).on(TIM.EVENT.SDK_READY, () => {})
  void same
}
