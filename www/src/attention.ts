// Whether somebody is looking: the page is visible and has the focus. Only then does showing a
// message mean that it was read.

import { signal } from '@preact/signals'

const looking = () => document.visibilityState === 'visible' && document.hasFocus()

export const attention = signal(looking())

const update = () => {
  attention.value = looking()
}
document.addEventListener('visibilitychange', update)
addEventListener('focus', update)
addEventListener('blur', update)
