// The errors that JavaScript sees. Their codes, texts and kinds come from the engine, except for what
// is refused before the engine is asked.

/**
 * An Error with own enumerable `code`, `message`, `kind` and `data`, in this order. Code 0 stands for
 * a refused argument: such an error has `kind` 'argument' and no code, as with the official SDK.
 */
export function timError(code, message, kind, data) {
  const error = new Error(message)
  if (code === 0) {
    error.kind = kind
    return error
  }
  // The stack has the message by now; made anew, the property is enumerable and comes after the code.
  delete error.message
  return Object.assign(error, { code, message, kind, data })
}

export function argumentError(message) {
  return timError(0, message, 'argument')
}

/** How error messages name what they got. */
export function typeName(value) {
  if (value === null) return 'null'
  if (value === '') return 'an empty string'
  return Array.isArray(value) ? 'array' : typeof value
}
