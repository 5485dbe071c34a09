// Makes the SDK's module out of what the files carry: a module of ../unpack, with what it unpacks in a section of its own.
// In tim_bg.wasm those are the parts of the SDK's module; in tim.js and tim.mjs they are packed (../unpack). The build uses
// this too, to check what it packed.

/** The name of the section. In it: how many bytes are unpacked, how many the SDK's module has, what is packed. */
export const SECTION = 'packed'

/**
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Instance} instance of it
 * @returns {Uint8Array} the SDK's module
 */
export function unpack(module, instance) {
  const [section] = WebAssembly.Module.customSections(module, SECTION)
  if (!section) throw new Error('this is not the tim_bg.wasm of this package')
  const sizes = new DataView(section)
  const [parts, size] = [sizes.getUint32(0, true), sizes.getUint32(4, true)]
  const packed = new Uint8Array(section, 8)
  const { memory, room, unpack } = instance.exports
  const from = room(packed.length + parts + size)
  if (from < 0) throw new Error('there is no memory to unpack the module')
  new Uint8Array(memory.buffer).set(packed, from)
  if (!unpack(from, packed.length, parts, size)) throw new Error('the module is damaged')
  return new Uint8Array(memory.buffer, from + packed.length + parts, size)
}
