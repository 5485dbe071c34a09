// Inflates compressed frames with the browser's own DecompressionStream, which costs no code. Which
// frames are compressed, and their order, is socket.rs's business.

/**
 * The content of a zlib or gzip stream that begins at `offset` of `frame`. Rejects when the stream is
 * neither, is cut short, or holds more than `limit` bytes; then no more than that was inflated.
 */
export async function inflate(frame, offset, limit) {
  // Copied before the first await: the bytes lie in memory that may move.
  const packed = frame.slice(offset)
  const gzip = packed[0] === 0x1f && packed[1] === 0x8b
  const inflated = new Blob([packed]).stream().pipeThrough(new DecompressionStream(gzip ? 'gzip' : 'deflate'))
  const reader = inflated.getReader()
  const chunks = []
  let size = 0
  for (let chunk; !(chunk = await reader.read()).done; ) {
    size += chunk.value.length
    if (size > limit) {
      reader.cancel().catch(() => {})
      throw new RangeError(`a frame of more than ${limit} bytes`)
    }
    chunks.push(chunk.value)
  }
  const whole = new Uint8Array(size)
  let end = 0
  for (const chunk of chunks) {
    whole.set(chunk, end)
    end += chunk.length
  }
  return whole
}
