// Beside a group's chat: what the group is, for those who may change it a form, and who is in it.

import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import TIM, { type GroupChanges, type JoinOption } from 'tim-wasm'
import { change, type GroupView } from '../groups'
import { uploadAvatar } from '../people'
import { may } from '../rights'
import { FormActions, useAttempt } from './attempt'
import { Avatar } from './avatar'
import { CloseIcon } from './icons'
import { MemberList } from './member-list'
import { kindOf } from './new-group-dialog'
import { PictureButton } from './profile-dialog'

export const panelOpen = signal(false)

const JOINING: [value: JoinOption, text: string][] = [
  [TIM.TYPES.JOIN_OPTIONS_FREE_ACCESS, 'Everybody'],
  [TIM.TYPES.JOIN_OPTIONS_NEED_PERMISSION, 'Who is approved'],
  [TIM.TYPES.JOIN_OPTIONS_DISABLE_APPLY, 'Nobody'],
]

export function GroupPanel({ group }: { group: GroupView }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [editing, setEditing] = useState(false)
  useEffect(() => heading.current?.focus(), [])
  const close = () => {
    panelOpen.value = false
    document.querySelector<HTMLElement>('.peer .who')?.focus()
  }
  return (
    <aside
      class="group-panel"
      aria-label={`About ${group.name}`}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && close()}
    >
      <header>
        <h3 ref={heading} tabIndex={-1}>
          About this group
        </h3>
        <button type="button" class="plain" aria-label="Close" onClick={close}>
          <CloseIcon />
        </button>
      </header>
      {editing ? (
        <GroupForm group={group} close={() => setEditing(false)} />
      ) : (
        <GroupFacts group={group} edit={() => setEditing(true)} />
      )}
      {group.type !== TIM.TYPES.GRP_AVCHATROOM && <MemberList group={group} />}
    </aside>
  )
}

function GroupFacts({ group, edit }: { group: GroupView; edit: () => void }) {
  return (
    <section class="facts">
      <Avatar user={group.id} name={group.name} picture={group.avatar} size="large" />
      <p class="name">
        <bdi>{group.name}</bdi>
      </p>
      <p class="muted">
        {kindOf(group.type)} · <bdi class="id">{group.id}</bdi>
      </p>
      {group.introduction && <p dir="auto">{group.introduction}</p>}
      {group.notification && (
        <p class="announced" dir="auto">
          {group.notification}
        </p>
      )}
      {group.muted && <p class="muted">Only the owner and administrators may write.</p>}
      {may(group, 'edit') && (
        <button type="button" onClick={edit}>
          Change
        </button>
      )}
    </section>
  )
}

function GroupForm({ group, close }: { group: GroupView; close: () => void }) {
  const [draft, setDraft] = useState(group)
  const { busy, attempt, failure } = useAttempt()
  const set = (changes: Partial<GroupView>) => setDraft((before) => ({ ...before, ...changes }))
  const submit = (event: Event) => {
    event.preventDefault()
    void attempt(async () => {
      const changes = changesOf(group, draft)
      if (Object.keys(changes).length > 0) await change({ groupID: group.id, ...changes })
      close()
    })
  }
  return (
    <form class="facts" onSubmit={submit}>
      <Avatar user={group.id} name={draft.name} picture={draft.avatar} size="large" />
      <PictureButton chosen={(file) => void attempt(async () => set({ avatar: await uploadAvatar(file) }))}>
        Picture…
      </PictureButton>
      <label for="edit-name">Name</label>
      <input
        id="edit-name"
        required
        maxLength={30}
        value={draft.name}
        onInput={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <label for="edit-introduction">Introduction</label>
      <textarea
        id="edit-introduction"
        maxLength={120}
        value={draft.introduction}
        onInput={({ currentTarget }) => set({ introduction: currentTarget.value })}
      />
      <label for="edit-notification">Announcement</label>
      <textarea
        id="edit-notification"
        maxLength={120}
        value={draft.notification}
        onInput={({ currentTarget }) => set({ notification: currentTarget.value })}
      />
      {may(group, 'setJoining') && (
        <>
          <label for="edit-joining">Who may join</label>
          <select
            id="edit-joining"
            value={draft.joinOption}
            onChange={({ currentTarget }) => set({ joinOption: currentTarget.value })}
          >
            {JOINING.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </>
      )}
      {may(group, 'muteAll') && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.muted}
            onChange={({ currentTarget }) => set({ muted: currentTarget.checked })}
          />
          Mute everybody but the owner and administrators
        </label>
      )}
      {failure}
      <FormActions label="Save" busy={busy} close={close} />
    </form>
  )
}

/** Only what was changed: the rest may be what others are changing at this moment. */
function changesOf(before: GroupView, after: GroupView): Omit<GroupChanges, 'groupID'> {
  return {
    ...(after.name !== before.name && { name: after.name.trim() }),
    ...(after.avatar !== before.avatar && { avatar: after.avatar }),
    ...(after.introduction !== before.introduction && { introduction: after.introduction.trim() }),
    ...(after.notification !== before.notification && { notification: after.notification.trim() }),
    ...(after.muted !== before.muted && { muteAllMembers: after.muted }),
    ...(after.joinOption !== before.joinOption && { joinOption: after.joinOption as JoinOption }),
  }
}
