// Who somebody is: the profiles of others, one's own, and the picture in it.

import { signal } from '@preact/signals'
import TIM, { type Profile, type UserStatus } from 'tim-wasm'
import { currentUser } from './chat'
import { sdk } from './sdk'

export interface Card {
  user: string
  /** Not before it is loaded. */
  profile?: Profile
  status?: UserStatus
  error?: unknown
}

/** Whose card is open. */
export const card = signal<Card | null>(null)

export async function openCard(user: string): Promise<void> {
  card.value = { user }
  const show = (more: Partial<Card>) => {
    // Another card may have been opened, or none be open any more.
    if (card.value?.user === user) card.value = { ...card.value, ...more }
  }
  const users = { userIDList: [user] }
  // A service may have no user status: the card does without.
  sdk().getUserStatus(users).then(({ data }) => show({ status: data.successUserList[0] }), () => {})
  try {
    const [profile] = (await sdk().getUserProfile(users)).data
    show(profile ? { profile } : { error: new Error('Nobody has signed in with this user ID yet.') })
  } catch (error) {
    show({ error })
  }
}

/** What others see of the signed-in user, as far as this page lets one change it. */
export type OwnProfile = Pick<Profile, 'nick' | 'avatar' | 'gender' | 'selfSignature'>

export const NOBODY: OwnProfile = { nick: '', avatar: '', gender: '', selfSignature: '' }

export const me = signal<OwnProfile>(NOBODY)

/** A copy: the SDK's object changes in place, which a signal cannot see. */
export function showMe({ nick, avatar, gender, selfSignature }: Profile): void {
  me.value = { nick, avatar, gender, selfSignature }
}

export async function saveProfile({ gender, ...texts }: OwnProfile): Promise<void> {
  showMe((await sdk().updateMyProfile({ ...texts, ...(gender && { gender }) })).data)
}

/** Pixels of an avatar, in both directions: enough for the largest one that is shown. */
const SIZE = 256

/**
 * Uploads a picture to be an avatar; its address. Files go up with messages, so this one goes to oneself, online
 * only: no history has it.
 */
export async function uploadAvatar(file: File): Promise<string> {
  const to = { to: currentUser(), conversationType: TIM.TYPES.CONV_C2C }
  const message = sdk().createImageMessage({ ...to, payload: { file: await square(file) } })
  await sdk().sendMessage(message, { onlineUserOnly: true })
  return message.payload.imageInfoArray[0]?.imageUrl ?? ''
}

/** The middle of a picture. Whatever else the file holds, such as the place where it was taken, does not go up. */
async function square(file: File): Promise<File> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('This file is no picture that your browser can read.')
  })
  const { width, height } = picture
  const side = Math.min(width, height)
  const canvas = document.createElement('canvas')
  canvas.width = SIZE
  canvas.height = SIZE
  const context = canvas.getContext('2d')
  context?.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIZE, SIZE)
  picture.close()
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) throw new Error('This picture is too large for your browser.')
  return new File([blob], 'avatar.png', { type: 'image/png' })
}
