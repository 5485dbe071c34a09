// A person's picture, or the first letter of their name on a colour of their own.

import { useState } from 'preact/hooks'
import { pictureAddress } from '../content'

interface Props {
  /** The user ID decides the colour, so that it stays when the name changes. */
  user: string
  name: string
  picture: string
  size?: 'small' | 'large'
}

export function Avatar({ user, name, picture, size }: Props) {
  const [broken, setBroken] = useState('')
  const address = pictureAddress(picture)
  return (
    <span class={`avatar ${size ?? ''}`} style={{ '--hue': hue(user) }} aria-hidden="true">
      {address && address !== broken ? (
        <img src={address} alt="" referrerpolicy="no-referrer" loading="lazy" onError={() => setBroken(address)} />
      ) : (
        initial(name || user)
      )}
    </span>
  )
}

function initial(name: string): string {
  return ([...name.trim()][0] ?? '?').toLocaleUpperCase()
}

function hue(user: string): number {
  let sum = 7
  for (const character of user) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 360
  return sum
}
