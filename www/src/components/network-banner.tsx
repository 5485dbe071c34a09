// One line while there is no connection. Messages may still be written: the SDK sends them as soon as
// it is connected again, and says so when it gives up.

import { network } from '../chat'

const TEXT = {
  connecting: 'Connecting… Messages are sent as soon as the connection is back.',
  disconnected: 'No connection. Trying again…',
}

export function NetworkBanner() {
  const state = network.value
  return (
    <div class="banner" role="status">
      {state !== 'connected' && <p>{TEXT[state]}</p>}
    </div>
  )
}
