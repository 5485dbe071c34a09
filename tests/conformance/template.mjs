// Placeholders in what the scripted server sends. A text that is one placeholder, `"${body.MsgSeq}"`,
// becomes the value itself; inside a longer text it becomes its text. `${now}` is the present time in
// seconds, `${now-60}` a minute ago. `{"$each": "body.UserItem", "as": {…"${item.To_Account}"…}}`
// becomes an array with one filled `as` for each item; `{"$case": "item.To_Account", "bob": …, "else": …}`
// becomes the member that the text names.

/** The member of `value` that the keys lead to. */
export function at(value, keys) {
  return keys.reduce((inside, key) => inside?.[key], value)
}

export function fill(value, look) {
  if (typeof value === 'string') return text(value, look)
  if (Array.isArray(value)) return value.map((item) => fill(item, look))
  if (typeof value !== 'object' || value === null) return value
  if ('$each' in value) {
    const items = look(value.$each)
    if (!Array.isArray(items)) throw new Error(`${value.$each} is not an array`)
    return items.map((item) =>
      fill(value.as, (path) => {
        const [root, ...rest] = path.split('.')
        return root === 'item' ? at(item, rest) : look(path)
      }),
    )
  }
  if ('$case' in value) {
    const chosen = look(value.$case)
    return fill(Object.hasOwn(value, chosen) ? value[chosen] : value.else, look)
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, look)]))
}

function text(value, look) {
  const whole = /^\$\{([^}]+)\}$/.exec(value)
  if (whole) return one(whole[1], look)
  return value.replace(/\$\{([^}]+)\}/g, (_, path) => String(one(path, look)))
}

function one(path, look) {
  const now = /^now([+-]\d+)?$/.exec(path)
  if (now) return Math.floor(Date.now() / 1000) + Number(now[1] ?? 0)
  return look(path)
}
