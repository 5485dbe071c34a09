// What the stories have in common: who plays, what they say, and how they leave.

/** One of each kind; the texts are what an event must hold to be about it. */
export const MESSAGES = [
  ['Text', { text: 'hello, 你好 😀 <b>"bold"</b> \\ \n second line' }, 'second line'],
  ['Custom', { data: '{"a":1}', description: 'about', extension: 'more' }, 'about'],
  ['Face', { index: 3, data: 'smile' }, 'smile'],
  ['Location', { description: 'here', longitude: 113.941_627, latitude: -22.524_586 }, '113.941627'],
]

/** New names for each story, so that stories do not see each other's messages. */
let stories = 0
export function cast() {
  stories += 1
  return [`anna-${stories}`, `boris-${stories}`]
}

/** Times of messages and of read marks are whole seconds: what must be later waits for the next one. */
export async function nextSecond() {
  const left = 1000 - (Date.now() % 1000)
  await new Promise((done) => setTimeout(done, left))
}

export async function closeAll(...clients) {
  for (const client of clients) await client?.close()
}
