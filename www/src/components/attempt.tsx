// Doing something that takes its time and may fail, in a form or a dialog: what is busy meanwhile, and why it failed.

import { useState } from 'preact/hooks'
import { type Explanation, explain } from '../notices'

/** `attempt` runs one thing at a time; `failure` is to be shown. */
export function useAttempt() {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Explanation>()
  const attempt = async (doing: () => Promise<unknown>) => {
    setBusy(true)
    setError(undefined)
    try {
      await doing()
    } catch (failure) {
      setError(explain(failure))
    }
    setBusy(false)
  }
  return { busy, attempt, failure: error && <Failure {...error} /> }
}

/** The end of a form in a dialog: what it does, and a way out. */
export function FormActions({ label, busy, close }: { label: string; busy: boolean; close: () => void }) {
  return (
    <div class="actions">
      <button type="button" onClick={close}>
        Cancel
      </button>
      <button class="primary" disabled={busy}>
        {label}
      </button>
    </div>
  )
}

function Failure({ text, code }: Explanation) {
  return (
    <p class="failure" role="alert">
      {text} {code !== undefined && <span class="code">Code {code}</span>}
    </p>
  )
}
