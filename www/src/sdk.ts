// The one SDK instance of this page: how it is made, and how the rest of the page gets hold of it.
// What is done with it is in chat.ts (account and conversations) and thread.ts (messages).

import TIM from 'tim-wasm'

/** An SDK instance. `TIM.create` gives null when the SDKAppID is not a number. */
export type Tim = NonNullable<ReturnType<typeof TIM.create>>

/** What `GET /usersig` of a development server answers. In production your own backend signs users in. */
export interface Credentials {
  SDKAppID: number
  userID: string
  userSig: string
}

let instance: Tim | undefined

/**
 * Makes the instance and lets `listen` add its event handlers. Handlers belong before `login()`, so that
 * no event is missed, and only once: they survive logging out and in again.
 */
export function connect(SDKAppID: number, listen: (tim: Tim) => void): Tim {
  if (instance) return instance
  const created = TIM.create({
    SDKAppID,
    // The server that served this page. Leave `proxyServer` out to use the public service.
    proxyServer: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`,
  })
  if (!created) throw new Error(`The server's SDKAppID is not a number: ${SDKAppID}`)
  created.setLogLevel(2) // Warnings and errors only; 0 shows everything.
  listen(created)
  instance = created
  return created
}

/** The instance. Everything that calls this runs after a sign-in. */
export function sdk(): Tim {
  if (!instance) throw new Error('Nobody has signed in yet')
  return instance
}
