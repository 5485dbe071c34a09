// The members of a group: a page after the other, with what the user may do to each.

import { useEffect, useState } from 'preact/hooks'
import TIM from 'tim-wasm'
import { currentUser } from '../chat'
import type { GroupView } from '../groups'
import {
  add,
  loadMembers,
  makeAdmin,
  makeOwner,
  type MemberView,
  members,
  moreMembers,
  muteMember,
  removeMember,
  rename,
} from '../members'
import { explain, notify } from '../notices'
import { openCard } from '../people'
import { may, mayTo } from '../rights'
import { lasting } from '../tips'
import { useAttempt } from './attempt'
import { Avatar } from './avatar'
import { MoreIcon } from './icons'
import { MenuButton, type MenuItem } from './menu'
import { PeopleField, userIDs } from './new-group-dialog'
import { ask } from './question'

const ROLES: Record<string, string> = {
  [TIM.TYPES.GRP_MBR_ROLE_OWNER]: 'Owner',
  [TIM.TYPES.GRP_MBR_ROLE_ADMIN]: 'Administrator',
}

const MUTES_S = [600, 3600, 86_400]

export function MemberList({ group }: { group: GroupView }) {
  useEffect(() => void loadMembers(group.id), [group.id])
  const view = members.value
  if (view?.group !== group.id) return null
  const { list, more, loading, error } = view
  return (
    <section class="members" aria-labelledby="members-title">
      <h4 id="members-title">Members{group.size > 0 && ` (${group.size})`}</h4>
      {may(group, 'invite') && <AddMembers group={group} />}
      <ul>
        {list.map((member) => (
          <MemberLine key={member.user} group={group} member={member} />
        ))}
      </ul>
      {error !== undefined && <p role="alert">{explain(error).text}</p>}
      {more && (
        <button type="button" disabled={loading} onClick={() => void moreMembers()}>
          Show more
        </button>
      )}
    </section>
  )
}

function MemberLine({ group, member }: { group: GroupView; member: MemberView }) {
  const { user, name, avatar, role, mutedUntil } = member
  const left = mutedUntil - Date.now() / 1000
  const facts = [ROLES[role], left > 0 && `muted for ${lasting(Math.ceil(left))}`].filter(Boolean).join(' · ')
  return (
    <li data-user={user}>
      <Avatar user={user} name={name} picture={avatar} />
      <span class="names">
        <bdi class="name">{user === currentUser() ? `${name} (you)` : name}</bdi>
        {facts && <span class="muted">{facts}</span>}
      </span>
      <MenuButton label={`${name}: more`} items={() => memberItems(group, member)}>
        <MoreIcon />
      </MenuButton>
    </li>
  )
}

function memberItems(group: GroupView, { user, name, nameCard, role, mutedUntil }: MemberView): MenuItem[] {
  const { id } = group
  const myself = user === currentUser()
  const items: MenuItem[] = [{ label: 'Profile', run: () => void openCard(user) }]
  /** Without a question; a refusal is told. */
  const item = (label: string, doing: () => Promise<void>) => items.push({ label, run: () => void doing().catch(notify) })
  if (myself || mayTo(group, 'rename', role)) {
    const title = myself ? 'Your name in this group' : `Name of ${name} in this group`
    const field = { label: 'Name', value: nameCard, maxLength: 24 }
    const run = (answer: string) => rename(id, user, answer)
    items.push({ label: 'Name in this group', run: () => ask({ title, field, yes: 'Save', run }) })
  }
  if (mayTo(group, 'mute', role)) {
    if (mutedUntil > Date.now() / 1000) item('Let write again', () => muteMember(id, user, 0))
    else for (const seconds of MUTES_S) item(`Mute for ${lasting(seconds)}`, () => muteMember(id, user, seconds))
  }
  if (mayTo(group, 'promote', role)) {
    const admin = role === TIM.TYPES.GRP_MBR_ROLE_ADMIN
    item(admin ? 'Make a member' : 'Make an administrator', () => makeAdmin(id, user, !admin))
  }
  if (mayTo(group, 'transfer', role)) {
    const question = {
      title: `Give ${group.name} to ${name}?`,
      text: 'You will be a member like others, and cannot take it back.',
      yes: 'Give away',
      danger: true,
      run: () => makeOwner(id, user),
    }
    items.push({ label: 'Make the owner', danger: true, run: () => ask(question) })
  }
  if (mayTo(group, 'remove', role)) {
    const run = () => removeMember(id, user)
    const question = { title: `Remove ${name} from ${group.name}?`, yes: 'Remove', danger: true, run }
    items.push({ label: 'Remove', danger: true, run: () => ask(question) })
  }
  return items
}

function AddMembers({ group }: { group: GroupView }) {
  const [people, setPeople] = useState('')
  const [failed, setFailed] = useState(false)
  const { busy, attempt, failure } = useAttempt()
  const submit = (event: Event) => {
    event.preventDefault()
    const wanted = userIDs(people)
    if (wanted.length === 0) return
    setFailed(false)
    void attempt(async () => {
      const left = await add(group.id, wanted)
      setPeople(left.join(' '))
      setFailed(left.length > 0)
    })
  }
  return (
    <form class="add-members" onSubmit={submit}>
      <PeopleField label="Add members" value={people} change={setPeople} />
      <button disabled={busy}>Add</button>
      {failed && <p role="alert">These could not be added. Has each of them signed in once?</p>}
      {failure}
    </form>
  )
}
