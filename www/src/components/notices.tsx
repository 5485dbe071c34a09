// Errors that belong to no place on the page, until they are dismissed.

import { dismiss, notices } from '../notices'
import { AlertIcon, CloseIcon } from './icons'

export function Notices() {
  return (
    <div class="notices" role="alert">
      {notices.value.map(({ id, text, code }) => (
        <div key={id} class="notice">
          <AlertIcon />
          <p>
            {text} {code !== undefined && <span class="code">Code {code}</span>}
          </p>
          <button type="button" class="plain" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <CloseIcon />
          </button>
        </div>
      ))}
    </div>
  )
}
