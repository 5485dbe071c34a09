// TIM itself: its statics and TIM.create.

import TIM, { TIM as named, type TIMInstance } from 'tim-wasm'

declare const text: string

const instance: TIMInstance = TIM.create({ SDKAppID: 1400000000 })
TIM.create({ SDKAppID: 1400000000, proxyServer: 'ws://127.0.0.1:9000', instanceKey: 'second' }).setLogLevel(2)
TIM.create({ SDKAppID: 1400000000, proxyServer: `wss://${text}`, devMode: true, oversea: false, language: 'en' }).on
named.create({ SDKAppID: 1 }).destroy().catch(() => {})

// Digits may be none, and a URL may be no socket's: null is possible.
const fromText: TIMInstance | null = TIM.create({ SDKAppID: text })
TIM.create({ SDKAppID: 1, proxyServer: text })?.logout()
// @ts-expect-error: it may be null
TIM.create({ SDKAppID: text }).logout()

// @ts-expect-error: options are needed
TIM.create()
// @ts-expect-error: SDKAppID is needed
TIM.create({})
// @ts-expect-error: an unknown option
TIM.create({ SDKAppID: 1, proxyserver: 'ws://x' })
// @ts-expect-error: not a number, not a string
TIM.create({ SDKAppID: true })

const ready: 'sdkStateReady' = TIM.EVENT.SDK_READY
const c2c: 'C2C' = TIM.TYPES.CONV_C2C
const tip: 7 = TIM.TYPES.GRP_TIP_MBR_PROFILE_UPDATED
const version: string = TIM.VERSION
// @ts-expect-error: no such event
TIM.EVENT.MESSAGE_SENT
// @ts-expect-error: constants are not changed
TIM.EVENT.SDK_READY = 'sdkStateReady'

export { instance, fromText, ready, c2c, tip, version }
