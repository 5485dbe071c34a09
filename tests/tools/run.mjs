// The build tools' own judgement: counting tests (a wrong count would hide failures), ending what a
// hung test leaves behind, not rebuilding what has not changed, reading a WebAssembly module,
// putting its functions in order and leaving out what panics say.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { areaOf, areas, readModule } from '../../tools/wasm-areas.mjs'
import { ordered } from '../../tools/order.mjs'
import { run } from '../../tools/process.mjs'
import { digest, once } from '../../tools/stamp.mjs'
import { silenced, withoutPlaces } from '../../tools/traps.mjs'
import { cargoCounts, exitCounts, nextestCounts, scriptCounts } from '../../tools/test-counts.mjs'
import { ROOT, temporaryFolder } from '../browser.mjs'
import { checks, holds, same } from '../checks.mjs'

const { check, finish } = checks()

const CARGO = (ok, passed, failed, ignored = 0) =>
  `test result: ${ok ? 'ok' : 'FAILED'}. ${passed} passed; ${failed} failed; ${ignored} ignored; 0 measured; 0 filtered out; finished in 0.01s\n`

// [what, function, code, output, options, passed, failed]
const COUNTS = [
  ['cargo: several binaries', cargoCounts, 0, CARGO(true, 3, 0) + CARGO(true, 4, 0), {}, 7, 0],
  ['cargo: a failed test', cargoCounts, 101, CARGO(false, 3, 2), {}, 3, 2],
  ['cargo: an ignored test is a failure', cargoCounts, 0, CARGO(true, 3, 0, 1), {}, 3, 1],
  ['cargo: did not compile', cargoCounts, 101, 'error: could not compile\n', {}, 0, 1],
  ['cargo: crashed after the last summary', cargoCounts, 1, CARGO(true, 3, 0), {}, 3, 1],
  ['cargo: nothing ran', cargoCounts, 0, CARGO(true, 0, 0), {}, 0, 1],
  ['cargo: nothing ran and may', cargoCounts, 0, CARGO(true, 0, 0), { mayBeEmpty: true }, 0, 0],
  ['nextest: all passed', nextestCounts, 0, '     Summary [   0.045s] 12 tests run: 12 passed, 0 skipped\n', {}, 12, 0],
  ['nextest: one test', nextestCounts, 0, '     Summary [   0.045s] 1 test run: 1 passed, 0 skipped\n', {}, 1, 0],
  ['nextest: slow ones', nextestCounts, 0, '     Summary [  61.0s] 12 tests run: 12 passed (2 slow), 0 skipped\n', {}, 12, 0],
  ['nextest: failed and timed out', nextestCounts, 100, 'Summary [ 1.0s] 9 tests run: 6 passed, 2 failed, 1 timed out, 0 skipped\n', {}, 6, 3],
  ['nextest: ended early', nextestCounts, 100, 'Summary [ 1.0s] 5/9 tests run: 4 passed, 1 failed, 0 skipped\n', {}, 4, 5],
  ['nextest: an ignored test is a failure', nextestCounts, 0, 'Summary [ 1.0s] 5 tests run: 5 passed, 2 skipped\n', {}, 5, 2],
  ['nextest: did not compile', nextestCounts, 101, 'error: could not compile\n', {}, 0, 1],
  ['script: passed', scriptCounts, 0, 'ok a\npassed=12 failed=0\n', {}, 12, 0],
  ['script: failed', scriptCounts, 1, 'passed=11 failed=1\n', {}, 11, 1],
  ['script: exit code contradicts the count', scriptCounts, 1, 'passed=11 failed=0\n', {}, 11, 1],
  ['script: nothing ran', scriptCounts, 0, 'passed=0 failed=0\n', {}, 0, 1],
  ['script: died before its last line', scriptCounts, 0, 'passed=3 failed=0\nTypeError\n', {}, 0, 1],
  ['script: no output', scriptCounts, 0, '', {}, 0, 1],
  ['command: fine', exitCounts, 0, '', {}, 1, 0],
  ['command: not fine', exitCounts, 2, '', {}, 0, 1],
]
for (const [what, count, code, text, options, passed, failed] of COUNTS) {
  await check(`counts: ${what}`, () => same(count({ code, text, stdout: text }, options), { passed, failed }, 'counts'))
}

await check('run: output, exit code, log', async () => {
  const log = join(temporaryFolder('run'), 'deep', 'x.log')
  const result = await run(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exit(3)'], { log })
  same([result.code, result.stdout, result.late], [3, 'out\n', false], 'result')
  holds(result.text.includes('err'), 'stderr in the text')
  holds(readFileSync(log, 'utf8').includes('out'), 'output in the log')
})

await check('run: a program that does not exist', async () => {
  same((await run('/nonexistent/program', [])).code, 127, 'exit code')
})

// A grandchild in a session of its own that ignores SIGTERM, as a browser's process may.
const stubborn = (note, end) => {
  const grandchild = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'
  return `
    const { spawn } = require("child_process")
    const { pid } = spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { detached: true, stdio: "ignore" })
    require("fs").writeFileSync(${JSON.stringify(note)}, String(pid))
    ${end}`
}

/** Waits until a process is gone: it is killed, but its end takes a moment. */
async function gone(pid) {
  const alive = () => {
    try {
      return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    } catch {
      return false
    }
  }
  for (let left = 100; left > 0 && alive(); left--) await new Promise((done) => setTimeout(done, 100))
  return !alive()
}

for (const [what, end, code, late] of [
  ['a time limit ends everything that the program started', 'setInterval(() => {}, 1000)', 1, true],
  ['what a program leaves behind is ended', 'process.exit(0)', 0, false],
]) {
  await check(`run: ${what}`, async () => {
    const note = join(temporaryFolder('tree'), 'pid')
    const result = await run(process.execPath, ['-e', stubborn(note, end)], { limit: 1500 })
    same([result.code, result.late], [code, late], 'result')
    holds(await gone(readFileSync(note, 'utf8')), 'the grandchild to be gone')
  })
}

await check('stamps: made once; again after a change of input, of output, or a lost output', async () => {
  const base = 'target/tools-test'
  rmSync(join(ROOT, base), { recursive: true, force: true })
  rmSync(join(ROOT, 'target/stamps/tools-test'), { force: true })
  mkdirSync(join(ROOT, base, 'in'), { recursive: true })
  const input = join(ROOT, base, 'in/a.txt')
  const output = join(ROOT, base, 'out.txt')
  const build = () =>
    once('tools-test', digest([`${base}/in`], ['v1']), [`${base}/out.txt`], () => writeFileSync(output, readFileSync(input)))
  writeFileSync(input, 'one')
  same([await build(), await build()], [true, false], 'first, unchanged')
  writeFileSync(input, 'two')
  same([await build(), await build(), readFileSync(output, 'utf8')], [true, false, 'two'], 'input changed')
  writeFileSync(output, 'touched')
  same([await build(), readFileSync(output, 'utf8')], [true, 'two'], 'output changed')
  rmSync(output)
  same([await build(), await build()], [true, false], 'output lost')
  writeFileSync(join(ROOT, base, 'in/b.txt'), '')
  same([await build(), await build()], [true, false], 'a file more')
  rmSync(join(ROOT, base), { recursive: true })
})

await check('areas: names of functions', () => {
  for (const [name, area] of [
    ['tim_wasm::engine::message::send::h0123', 'engine::message'],
    ['<tim_wasm::engine::link::Link as core::fmt::Debug>::fmt::h1', 'engine::link'],
    ['core::ptr::drop_in_place<tim_wasm::engine::session::State>', 'engine::session'],
    ['tim_wasm::api::instance::call', 'api'],
    ['tim_proto::keys::rename', 'proto::keys'],
    ['serde_json::de::from_str', 'serde_json'],
    ['<core[5c4930c85a12de82]::fmt::Formatter>::pad', 'core: fmt'],
    ['dlmalloc[e24a27700634d609]::dlmalloc::Dlmalloc::malloc', 'dlmalloc'],
    ['__externref_table_alloc', 'wasm_bindgen, js_sys, web_sys'],
    ['create', 'api'],
    ['', 'unattributed'],
  ]) {
    same(areaOf(name), area, name)
  }
})

await check('areas: every byte of a module is somewhere', () => {
  // One imported and one own function with names, a memory and a data segment, byte by byte.
  const section = (kind, ...bytes) => [kind, bytes.length, ...bytes]
  const text = (word) => [word.length, ...Buffer.from(word)]
  const names = [...text('name'), 1, 0, 2, 0, ...text('log'), 1, ...text('tim_wasm::engine::link::f')]
  names[6] = names.length - 7
  const bytes = Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 0),
    ...section(2, 2, ...text('m'), ...text('log'), 0, 0, ...text('m'), ...text('mem'), 2, 1, 1, 2),
    ...section(3, 1, 0),
    ...section(10, 1, 4, 0, 0x10, 0, 0x0b),
    ...section(11, 1, 0, 0x41, 0, 0x0b, 2, 7, 7),
    ...section(0, ...names),
  ])
  holds(WebAssembly.validate(bytes), 'a valid module')
  const module = readModule(bytes)
  same(module.functions, [{ name: 'tim_wasm::engine::link::f', size: 5 }], 'functions')
  same(module.data.length, 8, 'data')
  same(areas(module).map(({ area, bytes: size }) => [area, size]), [['static data (texts, tables)', 8], ['engine::link', 5]], 'areas')
})

async function assembled(name, text) {
  const folder = temporaryFolder(name)
  writeFileSync(join(folder, 'm.wat'), text)
  const { code, text: said } = await run(process.execPath, [join(ROOT, 'node_modules/binaryen/bin/wasm-as'), join(folder, 'm.wat'), '-o', join(folder, 'm.wasm')])
  same(code, 0, said)
  return readFileSync(join(folder, 'm.wasm'))
}

await check('order: a module does the same with its functions in another order', async () => {
  // Each function adds something to what those before it give: by a call, by a table, by an import.
  const count = 300
  const one = (n) => `(func $f${n} (export "f${n}") (result i32)
    (i32.add (i32.const ${n * n})
      (i32.add (call ${n % 7 ? '$outside' : `$f${Math.floor(n / 7)}`})
               (call_indirect (result i32) (i32.const ${n % 5})))))`
  const first = [0, 1, 2, 3, 4].map((n) => `(func $t${n} (result i32) (i32.const ${n + 11}))`)
  const text = `(module (import "m" "outside" (func $outside (result i32)))
    (table 5 funcref) (elem (i32.const 0) $t4 $t3 $t2 $t1 $t0)
    ${first.join('')} (func $f0 (export "f0") (result i32) (i32.const 5)) ${Array.from({ length: count }, (_, n) => one(n + 1)).join('')})`
  const before = await assembled('order', text)
  const after = ordered(before)
  holds(!after.equals(before), 'another order')
  const results = (bytes) => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { outside: () => 1000 } })
    return Array.from({ length: count + 1 }, (_, n) => exports[`f${n}`]())
  }
  same(results(after), results(before), 'results')
  same(ordered(before).equals(after), true, 'the same each time')
})

await check('traps: what never returns stops at once, unless it tells something first', async () => {
  // Each returns its argument, or stops; what is written to memory before it stops nobody sees.
  const before = await assembled('traps', `(module
    (import "m" "say" (func $say (param i32))) (memory (export "memory") 1)
    (func $stop (param i32) (i32.store (i32.const 8) (local.get 0)) (unreachable))
    (func $loops (param i32)
      (block $out (loop $again (br_if $out (local.get 0)) (local.set 0 (i32.const 1)) (br $again)))
      (if (local.get 0) (then (call $stop (i32.const 1))) (else (call $stop (i32.const 2)))))
    (func (export "never") (param i32) (result i32) (call $loops (local.get 0)) (i32.const 3))
    (func (export "unless") (param i32) (result i32)
      (if (i32.eqz (local.get 0)) (then (call $loops (i32.const 7)))) (local.get 0))
    (func (export "early") (param i32) (result i32)
      (block $zero (br_if $zero (i32.eqz (local.get 0))) (return (local.get 0))) (call $stop (i32.const 1)) (i32.const 0))
    (func (export "table") (param i32) (result i32)
      (block $two (block $one (br_table $one $two (local.get 0))) (call $stop (i32.const 1))) (local.get 0))
    (func (export "says") (param i32) (result i32) (call $say (local.get 0)) (unreachable)))`)
  const after = silenced(before)
  const results = (bytes) => {
    const said = []
    const { memory, ...functions } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { say: (n) => said.push(n) } }).exports
    const outcome = (name, argument) => {
      try {
        return functions[name](argument)
      } catch (error) {
        return error.constructor.name
      }
    }
    const outcomes = Object.keys(functions).map((name) => [0, 1, 2].map((argument) => outcome(name, argument)))
    return { outcomes, said, written: new Int32Array(memory.buffer)[2] }
  }
  const stopped = 'RuntimeError'
  const outcomes = [[stopped, stopped, stopped], [stopped, 1, 2], [stopped, 1, 2], [stopped, 1, 2], [stopped, stopped, stopped]]
  same(results(before), { outcomes, said: [0, 1, 2], written: 1 }, 'before')
  same(results(after), { outcomes, said: [0, 1, 2], written: 0 }, 'after')
})

await check('traps: places in the source go where nothing names them, with their files', async () => {
  // Two files; a place in the first that code names, two in the second that nothing does, and a number in between.
  const word = (number) => [0, 8, 16, 24].map((shift) => `\\${((number >> shift) & 0xff).toString(16).padStart(2, '0')}`).join('')
  const place = (name, length, line) => [name, length, line, 5].map(word).join('')
  const data = `src/a.rssrc/b.rs${place(1024, 8, 3)}${place(1032, 8, 4)}${word(77)}${place(1032, 8, 9)}`
  const module = await assembled('places', `(module (memory (export "memory") 1) (data (i32.const 1024) "${data}")
    (func (export "f") (result i32) (i32.const 1040)))`)
  const bytesOf = (bytes) => Buffer.from(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.memory.buffer, 1024, 16 * 4 + 4)
  const expected = Buffer.from(bytesOf(module))
  expected.fill(0, 8, 16)
  expected.fill(0, 32, 48)
  expected.fill(0, 52, 68)
  same(bytesOf(withoutPlaces(module)).toString('hex'), expected.toString('hex'), 'memory')
})

finish()
