// Light, dark, or as the system says. The choice stays in this browser.

import { effect, signal } from '@preact/signals'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'tim-wasm-demo-theme'

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system' // Storage may be forbidden.
  }
}

export const theme = signal<Theme>(stored())

effect(() => {
  document.documentElement.dataset.theme = theme.value
})

export function setTheme(value: Theme): void {
  theme.value = value
  try {
    localStorage.setItem(KEY, value)
  } catch {
    // The choice then lasts as long as the page.
  }
}
