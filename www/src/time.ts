// Times of day and days in words. All times of the SDK are seconds since 1970.

/** The page speaks English; only 12 or 24 hours are the reader's own habit. */
const { hour12 } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions()
const timeOfDay = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: hour12 ?? false })
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' })
const shortDate = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const longDate = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

/** Times come from other people's messages: one that no calendar knows must not break the page. */
function date(seconds: number): Date {
  const value = new Date(seconds * 1000)
  return Number.isNaN(value.getTime()) ? new Date(0) : value
}

/** `14:05` */
export function clock(seconds: number): string {
  return timeOfDay.format(date(seconds))
}

/** Midnights between a time and now, in the reader's time zone: 0 today, 1 yesterday. */
function daysAgo(seconds: number): number {
  const midnight = (time: Date) => Date.UTC(time.getFullYear(), time.getMonth(), time.getDate())
  return (midnight(new Date()) - midnight(date(seconds))) / 86_400_000
}

/** For the line between two days: `Today`, `Yesterday`, `Friday, 21 November 2026`. */
export function day(seconds: number): string {
  const ago = daysAgo(seconds)
  if (ago === 0) return 'Today'
  if (ago === 1) return 'Yesterday'
  return longDate.format(date(seconds))
}

/** For the conversation list: the time today, then the weekday, then the date. */
export function short(seconds: number): string {
  const ago = daysAgo(seconds)
  if (ago === 0) return clock(seconds)
  if (ago === 1) return 'Yesterday'
  return (ago > 0 && ago < 7 ? weekday : shortDate).format(date(seconds))
}

/** For `<time datetime>`. */
export function machine(seconds: number): string {
  return date(seconds).toISOString()
}
