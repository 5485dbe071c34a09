// Calls the module of ../unpack: packed parts in, the SDK's module out. The build uses it too, to check what it packed.

/**
 * @param {Uint8Array} unpacker the module that unpacks
 * @param {Uint8Array} packed what it unpacks, without a header
 * @param {number} parts how many bytes are unpacked
 * @param {number} size of the module that is made of them, in bytes
 */
export function unpack(unpacker, packed, parts, size) {
  const { memory, room, unpack } = new WebAssembly.Instance(new WebAssembly.Module(unpacker)).exports
  const from = room(packed.length + parts + size)
  if (from < 0) throw new Error('there is no memory to unpack the module')
  new Uint8Array(memory.buffer).set(packed, from)
  if (!unpack(from, packed.length, parts, size)) throw new Error('the packed module is damaged')
  return new Uint8Array(memory.buffer, from + packed.length + parts, size)
}
