// A question that has to be answered before something is done: are you sure, or with which text. One element for the
// whole page; QuestionHost shows it.

import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAttempt } from './attempt'

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
  const { busy, attempt, failure } = useAttempt()
  useEffect(() => dialog.current?.showModal(), [])
  const submit = (event: Event) => {
    event.preventDefault()
    void attempt(async () => {
      await run(value.trim())
      dialog.current?.close()
    })
  }
  return (
    <dialog ref={dialog} aria-labelledby="question-title" onClose={() => (asked.value = null)}>
      <form onSubmit={submit}>
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
        {failure}
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
