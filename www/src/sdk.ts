// The one SDK instance of this page: how it is made, and how the rest of the page gets hold of it.
// What is done with it is in chat.ts (account and conversations) and thread.ts (messages).

import TIM, { type TIMInstance } from 'tim-wasm'

/** What `GET /usersig` of a development server answers. In production your own backend signs users in. */
export interface Credentials {
  SDKAppID: number
  userID: string
  userSig: string
}

let instance: TIMInstance | undefined

/**
 * Makes the instance and lets `listen` add its event handlers. Handlers belong before `login()`, so that
 * no event is missed, and only once: they survive signing out and in again.
 */
export function connect(SDKAppID: number, listen: (tim: TIMInstance) => void): TIMInstance {
  if (!instance) {
    instance = TIM.create({
      SDKAppID,
      // The server that served this page. Leave `proxyServer` out to use the public service.
      proxyServer: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`,
    })
    instance.setLogLevel(2) // Warnings and errors only; 0 says more.
    listen(instance)
  }
  return instance
}

/** The instance. Everything that calls this runs after a sign-in. */
export function sdk(): TIMInstance {
  if (!instance) throw new Error('Nobody has signed in yet')
  return instance
}
