// System, light, dark: three radio buttons that look like one switch.

import { setTheme, type Theme, theme } from '../theme'
import { MoonIcon, ScreenIcon, SunIcon } from './icons'

const CHOICES: [Theme, string, () => preact.JSX.Element][] = [
  ['system', 'As the system', ScreenIcon],
  ['light', 'Light', SunIcon],
  ['dark', 'Dark', MoonIcon],
]

export function ThemeSwitch() {
  return (
    <fieldset class="theme-switch">
      <legend class="hidden">Colours</legend>
      {CHOICES.map(([value, label, Symbol]) => (
        <label key={value} title={label}>
          <input
            type="radio"
            name="theme"
            value={value}
            checked={theme.value === value}
            onChange={() => setTheme(value)}
          />
          <span class="hidden">{label}</span>
          <Symbol />
        </label>
      ))}
    </fieldset>
  )
}
