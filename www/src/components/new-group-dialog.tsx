// Making a group: what it is called, what kind it is, who is in it from the start.

import { useEffect, useRef, useState } from 'preact/hooks'
import TIM, { type GroupType } from 'tim-wasm'
import { create } from '../groups'
import { USER_ID } from '../route'
import { FormActions, useAttempt } from './attempt'

/** The kinds of groups, each in one sentence. */
const KINDS: [type: GroupType, name: string, about: string][] = [
  [TIM.TYPES.GRP_WORK, 'Private', 'For people who know each other: members bring others in, nobody can find it.'],
  [TIM.TYPES.GRP_PUBLIC, 'Public', 'Can be found and joined, if you like only with approval.'],
  [TIM.TYPES.GRP_MEETING, 'Meeting', 'Everybody may join at once and read what was said before.'],
  [TIM.TYPES.GRP_AVCHATROOM, 'Live room', 'For crowds: people come and go, and nothing is kept.'],
]

export function kindOf(type: string): string {
  return KINDS.find(([kind]) => kind === type)?.[1] ?? 'Group'
}

export function NewGroupDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [name, setName] = useState('')
  const [type, setType] = useState<GroupType>(TIM.TYPES.GRP_WORK)
  const [people, setPeople] = useState('')
  const { busy, attempt, failure } = useAttempt()
  useEffect(() => dialog.current?.showModal(), [])
  const room = type === TIM.TYPES.GRP_AVCHATROOM
  const submit = (event: Event) => {
    event.preventDefault()
    void attempt(async () => {
      const memberList = userIDs(people).map((userID) => ({ userID }))
      const members = room ? {} : { memberList, inviteOption: TIM.TYPES.INVITE_OPTIONS_FREE_ACCESS }
      await create({ name: name.trim(), type, ...members })
      dialog.current?.close()
    })
  }
  return (
    <dialog ref={dialog} aria-labelledby="new-group-title" onClose={close}>
      <form onSubmit={submit}>
        <h2 id="new-group-title">New group</h2>
        <label for="group-name">Name</label>
        <input
          id="group-name"
          required
          pattern=".*\S.*"
          title="A name"
          maxLength={30}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <fieldset class="kinds">
          <legend>Kind</legend>
          {KINDS.map(([kind, label, about]) => (
            <label key={kind}>
              <input type="radio" name="kind" checked={type === kind} onChange={() => setType(kind)} />
              <span>
                <strong>{label}</strong> <span class="muted">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {!room && <PeopleField label="Members" value={people} change={setPeople} />}
        {failure}
        <FormActions label="Create" busy={busy} close={() => dialog.current?.close()} />
      </form>
    </dialog>
  )
}

interface PeopleProps {
  label: string
  value: string
  change: (value: string) => void
}

/** User IDs, as many as one likes. */
export function PeopleField({ label, value, change }: PeopleProps) {
  return (
    <>
      <label for="group-people">{label}</label>
      <input
        id="group-people"
        pattern={`\\s*(?:${USER_ID}\\s*)*`}
        title="User IDs with blanks between them"
        placeholder="bob carol (user IDs)"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={value}
        onInput={({ currentTarget }) => change(currentTarget.value)}
      />
    </>
  )
}

export function userIDs(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))]
}
