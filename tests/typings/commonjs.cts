// `require('tim-wasm')` gives TIM itself.

import TIM = require('tim-wasm')

const tim = TIM.create({ SDKAppID: 1400000000 })
tim.on(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => data.length)
const message: TIM.Message = tim.createTextMessage({
  to: 'bob',
  conversationType: TIM.TYPES.CONV_C2C,
  payload: { text: 'Hello' },
})
export = message
