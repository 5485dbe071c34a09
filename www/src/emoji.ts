// The page's own small set of emoji, each with the name that a screen reader says. The pictures come
// from the system's font.

interface Emoji {
  symbol: string
  name: string
}

const SET = `
😀 grinning|😄 laughing|😂 tears of joy|🙂 smiling|😉 winking|😊 blushing|😍 in love|😘 kiss
😎 cool|🤔 thinking|😐 neutral|🙄 rolling eyes|😏 smirking|😴 sleeping|😋 tasty|😜 tongue out
😕 confused|🙁 sad|😢 crying|😭 sobbing|😡 angry|😱 screaming|😳 flushed|🤯 mind blown
🥳 partying|🤗 hugging|🤒 ill|🤫 hush|👍 thumbs up|👎 thumbs down|👏 clapping|🙏 thank you
👋 waving|💪 strong|🤝 handshake|👌 okay|✌️ victory|🤞 fingers crossed|👀 eyes|❤️ heart
🔥 fire|✨ sparkles|🎉 party popper|🎁 present|☕ coffee|🍕 pizza|🍰 cake|🌈 rainbow
`

export const EMOJI: Emoji[] = SET.trim()
  .split(/[|\n]/)
  .map((entry) => {
    const [symbol = '', ...name] = entry.split(' ')
    return { symbol, name: name.join(' ') }
  })
