// Finding a group by its ID, and joining it.

import { useEffect, useRef, useState } from 'preact/hooks'
import TIM from 'tim-wasm'
import { currentUser } from '../chat'
import { find, type GroupView, groups, join } from '../groups'
import { go } from '../route'
import { peerOfGroup } from '../target'
import { useAttempt } from './attempt'
import { Avatar } from './avatar'
import { kindOf } from './new-group-dialog'

export function FindGroupDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [id, setID] = useState('')
  const [found, setFound] = useState<GroupView>()
  const [words, setWords] = useState('')
  const [waiting, setWaiting] = useState(false)
  const { busy, attempt, failure } = useAttempt()
  useEffect(() => dialog.current?.showModal(), [])

  const search = () =>
    attempt(async () => {
      setFound(undefined)
      setWaiting(false)
      setFound(await find(id.trim()))
    })
  const enter = (group: GroupView) =>
    attempt(async () => {
      if (groups.value.has(group.id)) go(currentUser(), peerOfGroup(group.id))
      else if (!(await join(group.id, words.trim()))) return setWaiting(true)
      dialog.current?.close()
    })
  const submit = (event: Event) => {
    event.preventDefault()
    void (found ? enter(found) : search())
  }
  const asking = found?.type === TIM.TYPES.GRP_PUBLIC && found.joinOption === TIM.TYPES.JOIN_OPTIONS_NEED_PERMISSION
  const closed = found?.joinOption === TIM.TYPES.JOIN_OPTIONS_DISABLE_APPLY
  const inside = found !== undefined && groups.value.has(found.id)

  return (
    <dialog ref={dialog} aria-labelledby="find-group-title" onClose={close}>
      <form onSubmit={submit}>
        <h2 id="find-group-title">Find a group</h2>
        <label for="group-id">Group ID</label>
        <input
          id="group-id"
          required
          maxLength={48}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={id}
          onInput={({ currentTarget }) => {
            setID(currentTarget.value)
            setFound(undefined)
          }}
        />
        {found && (
          <div class="found">
            <Avatar user={found.id} name={found.name} picture={found.avatar} />
            <div>
              <p class="name">
                <bdi>{found.name}</bdi>
              </p>
              <p class="muted">
                {kindOf(found.type)} · {found.size} {found.size === 1 ? 'member' : 'members'}
              </p>
              {found.introduction && <p dir="auto">{found.introduction}</p>}
            </div>
          </div>
        )}
        {asking && !inside && !waiting && (
          <>
            <label for="apply-words">Say why you want to join</label>
            <input
              id="apply-words"
              maxLength={100}
              value={words}
              onInput={({ currentTarget }) => setWords(currentTarget.value)}
            />
          </>
        )}
        {waiting && <p role="status">Your application was sent. You are told when somebody has answered it.</p>}
        {closed && !inside && <p>Nobody can join this group.</p>}
        {failure}
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {waiting ? 'Close' : 'Cancel'}
          </button>
          {!waiting && !(closed && !inside) && (
            <button class="primary" disabled={busy}>
              {!found ? 'Search' : inside ? 'Open' : asking ? 'Apply' : 'Join'}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}
