// A question that has to be answered before something is done: are you sure, or with which text. One element for the
// whole page; QuestionHost shows it.

import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Explanation, explain } from '../notices'

interface Question {
  title: string
  text?: string
  /** A line to fill in, and what stands in it. */
  field?: { label: string; value: string; maxLength: number }
  /** What the button says that does it. */
  yes: string
  danger?: boolean
  /** Does it; a failure is shown here, and the question stays. */
  run: (answer: string) => Promise<unknown>
}

const asked = signal<Question | null>(null)

export function ask(question: Question): void {
  asked.value = question
}

export function QuestionHost() {
  return asked.value && <QuestionDialog key={asked.value.title} {...asked.value} />
}

function QuestionDialog({ title, text, field, yes, danger, run }: Question) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [value, setValue] = useState(field?.value ?? '')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Explanation>()
  useEffect(() => dialog.current?.showModal(), [])
  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    try {
      await run(value.trim())
      dialog.current?.close()
    } catch (failure) {
      setError(explain(failure))
    }
    setBusy(false)
  }
  return (
    <dialog ref={dialog} aria-labelledby="question-title" onClose={() => (asked.value = null)}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id="question-title">{title}</h2>
        {text && <p>{text}</p>}
        {field && (
          <>
            <label for="question-answer">{field.label}</label>
            <input
              id="question-answer"
              value={value}
              maxLength={field.maxLength}
              onInput={({ currentTarget }) => setValue(currentTarget.value)}
            />
          </>
        )}
        <Failure error={error} />
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button class={danger ? 'danger' : 'primary'} disabled={busy}>
            {yes}
          </button>
        </div>
      </form>
    </dialog>
  )
}

/** Why what was asked for did not work. */
export function Failure({ error }: { error: Explanation | undefined }) {
  if (!error) return null
  return (
    <p class="failure" role="alert">
      {error.text} {error.code !== undefined && <span class="code">Code {error.code}</span>}
    </p>
  )
}
