// What npm would publish, used as people use it: the packed tarball is installed into a project and
// loaded by script tag, plain ES module, AMD, Vite (build and development server), webpack and Node,
// under strict Content-Security-Policies, in Chromium and in Firefox. Every page must get an instance
// from TIM.create right after loading.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { run } from '../../tools/process.mjs'
import { ROOT, launch, serveFolder } from '../browser.mjs'
import { checks, holds, same } from '../checks.mjs'
import { silentServer, visit } from './pages.mjs'
import { install, pack, succeed, viteBuild, viteServe, webpackBuild } from './project.mjs'

const { check, finish } = checks()
const bin = (path) => join(ROOT, 'node_modules', path)
const { version } = JSON.parse(readFileSync(join(ROOT, 'pkg/package.json'), 'utf8'))

const MEMBERS = ['create', 'EVENT', 'TYPES', 'VERSION']
const METHODS = ['login', 'logout', 'on', 'off', 'sendMessage']

/** What every page that works must have seen. */
function works(seen) {
  same(seen.faults, [], 'errors of the page')
  same(seen.fault, undefined, 'error of TIM.create')
  same(seen.members, MEMBERS, 'members of TIM')
  same(seen.ready, 'sdkStateReady', 'TIM.EVENT.SDK_READY')
  same(seen.text, 'TIMTextElem', 'TIM.TYPES.MSG_TEXT')
  same(seen.version, version, 'TIM.VERSION')
  same(seen.methods, METHODS, 'methods of the instance')
  same(seen.again, true, 'a second create gives the same instance')
}

/** What a page must have seen whose browser or policy does not let the module run. */
function refused(seen, words) {
  // Firefox reports the policy's refusal itself as an error of the page.
  const thrown = seen.faults.filter((text) => !text.startsWith('Content-Security-Policy:'))
  same(thrown, [], 'errors of the page: loading the package must not throw')
  same(seen.members, MEMBERS, 'members of TIM')
  for (const text of [seen.fault, seen.ready]) holds(words.test(text), `${words} in: ${text}`)
}

const { tarball, files } = await pack()
const project = await install(tarball)

await check('the tarball holds what it should and nothing else', () => {
  same(files, [
    'LICENSE-APACHE',
    'LICENSE-MIT',
    'README.md',
    'index.d.cts',
    'index.d.mts',
    'index.d.ts',
    'package.json',
    'slim.d.mts',
    'slim.mjs',
    'tim.js',
    'tim.mjs',
    'tim_bg.wasm',
  ])
})

await check('publint has nothing to say', async () => {
  const { publint } = await import('publint')
  const { formatMessage } = await import('publint/utils')
  const { messages, pkg } = await publint({ pkgDir: project.package, strict: true, pack: false })
  same(messages.map((message) => formatMessage(message, pkg, { color: false })), [], 'messages')
})

await check('are-the-types-wrong: nothing', async () => {
  // slim is an ES module only (its module is fetched, so there is nothing synchronous to require), and
  // the oldest resolution ("node10") knows no exports map and so no subpath.
  const rules = ['--profile', 'node16', '--exclude-entrypoints', 'tim_bg.wasm', '--ignore-rules', 'cjs-resolves-to-esm']
  await succeed(process.execPath, [bin('@arethetypeswrong/cli/dist/index.js'), tarball, '--no-color', ...rules])
})
await check('are-the-types-wrong: the main entry, in the oldest resolution too', async () => {
  await succeed(process.execPath, [bin('@arethetypeswrong/cli/dist/index.js'), tarball, '--no-color', '--entrypoints', '.'])
})

for (const config of ['tsconfig.json', 'tsconfig.bundler.json']) {
  await check(`TypeScript: ${config}`, async () => {
    await succeed(process.execPath, [bin('typescript/bin/tsc'), '-p', join(project.folder, 'types', config)])
  })
}

for (const name of ['import.mjs', 'require.cjs', 'slim.mjs']) {
  await check(`Node: ${name}`, async () => {
    const result = await run(process.execPath, [join(project.folder, 'node', name)], { limit: 30_000 })
    same(result.code, 0, `exit code of ${name} (${result.text})`)
    const seen = JSON.parse(result.stdout)
    same(seen.members, MEMBERS, 'members of TIM')
    same(seen.ready, 'sdkStateReady', 'TIM.EVENT.SDK_READY')
    same(seen.version, version, 'TIM.VERSION')
    // Node before 22 has no WebSocket: that is said, and said clearly.
    if (typeof WebSocket === 'function') same(seen.made, 'object', 'TIM.create')
    else holds(/^Error: .*WebSocket/.test(seen.made), `an error that names WebSocket, not: ${seen.made}`)
    if (name === 'import.mjs') same(seen.same, true, 'default and named export are one')
    if (name === 'slim.mjs') holds(/did not load/.test(seen.fault), `a failed init that says so, not: ${seen.fault}`)
  })
}

const bundles = new Map()
for (const [bundler, build, entries] of [
  ['Vite build', viteBuild, ['import', 'slim', 'slim-url']],
  ['webpack', webpackBuild, ['import', 'require', 'slim']],
]) {
  for (const entry of entries) {
    await check(`${bundler} builds ${entry}`, async () => {
      bundles.set(`${bundler}, ${entry}`, await build(project, entry))
    })
  }
}

const pages = join(project.folder, 'pages')
const plain = await serveFolder({ '/': pages, '/package/': project.package })
const policy = (scripts) => ({ headers: { 'Content-Security-Policy': `default-src 'self'; script-src 'self'${scripts}; connect-src 'self' ws:` } })
const strict = await serveFolder({ '/': pages, '/package/': project.package }, policy(" 'wasm-unsafe-eval'"))
const tooStrict = await serveFolder({ '/': pages, '/package/': project.package }, policy(''))
const vite = await viteServe(project)
const chat = await silentServer()

for (const name of ['chromium', 'firefox']) {
  const browser = await launch(name)
  for (const page of ['script.html', 'module.html', 'amd.html', 'slim.html']) {
    await check(`${name}: ${page}`, async () => {
      const seen = await visit(browser, `${plain.url}/${page}`, chat.url)
      works(seen)
      if (page === 'module.html') same(seen.same, true, 'default and named export are one')
      if (page === 'amd.html') same([seen.dependencies, seen.global], [[], false], 'dependencies, global TIM')
      if (page === 'slim.html') {
        same(seen.early.length, 4, 'uses before init')
        for (const text of seen.early) holds(/await init\(\)/.test(text), `an error that names the fix, not: ${text}`)
        same(seen.once, true, 'init() twice is one load')
      }
    })
  }
  for (const page of ['script.html', 'module.html', 'slim.html']) {
    await check(`${name}: ${page} under script-src 'self' 'wasm-unsafe-eval'`, async () => {
      works(await visit(browser, `${strict.url}/${page}`, chat.url))
    })
    await check(`${name}: ${page} under script-src 'self' names the fix`, async () => {
      refused(await visit(browser, `${tooStrict.url}/${page}`, chat.url), page === 'slim.html' ? /wasm-unsafe-eval|await init/ : /wasm-unsafe-eval/)
    })
  }
  await check(`${name}: a browser that compiles no more than 4 KB at once is told which version it needs`, async () => {
    refused(await visit(browser, `${plain.url}/old.html`, chat.url), /Chrome and Edge need version 114.*tim-wasm\/slim/)
  })
  for (const [title, folder] of bundles) {
    await check(`${name}: ${title}`, async () => {
      const site = await serveFolder(folder)
      try {
        works(await visit(browser, `${site.url}/`, chat.url))
      } finally {
        await site.close()
      }
    })
  }
  for (const entry of ['import', 'slim', 'slim-url']) {
    await check(`${name}: Vite development server, ${entry}`, async () => {
      works(await visit(browser, `${vite.url}/${entry}.html`, chat.url))
    })
  }
  await browser.close()
}

chat.close()
await Promise.all([plain.close(), strict.close(), tooStrict.close(), vite.close()])
finish()
