// A project of somebody who uses the package: the real tarball, packed and installed.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { run } from '../../tools/process.mjs'
import { ROOT, temporaryFolder } from '../browser.mjs'

/** Runs a command; throws with its output unless it succeeds. Returns its stdout. */
export async function succeed(program, args, options = {}) {
  const result = await run(program, args, { limit: 120_000, ...options })
  if (result.code !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${result.code}\n${result.text}`)
  return result.stdout
}

/** `npm pack` of pkg/: the tarball's path and the files in it. */
export async function pack() {
  const folder = temporaryFolder('tarball')
  const answer = JSON.parse(await succeed('npm', ['pack', '--json', '--pack-destination', folder], { cwd: join(ROOT, 'pkg') }))
  const [{ filename, files }] = Array.isArray(answer) ? answer : Object.values(answer)
  return { tarball: join(folder, filename), files: files.map((file) => file.path).sort() }
}

/** A new project with the tarball installed and the fixtures in it. */
export async function install(tarball) {
  const folder = temporaryFolder('consumer')
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', version: '1.0.0', private: true }))
  await succeed('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder })
  cpSync(join(ROOT, 'tests/packaging/fixtures'), folder, { recursive: true })
  return { folder, package: join(folder, 'node_modules/tim-wasm') }
}

/** Builds an entry of fixtures/bundled with webpack; returns the folder with its page. */
export async function webpackBuild(project, entry) {
  const { default: webpack } = await import('webpack')
  const out = join(project.folder, 'webpack', entry)
  const stats = await new Promise((done, fail) => {
    webpack(
      {
        mode: 'production',
        context: join(project.folder, 'bundled'),
        entry: `./${entry}.js`,
        output: { path: out, filename: 'main.js' },
        performance: { hints: false },
      },
      (error, result) => (error ? fail(error) : done(result)),
    )
  })
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString({ colors: false }))
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'index.html'), `<!doctype html><title>webpack ${entry}</title><script src="main.js"></script>`)
  return out
}

/** Builds a page of fixtures/bundled with Vite; returns the folder with its page. */
export async function viteBuild(project, entry) {
  const { build } = await import('vite')
  const out = join(project.folder, 'vite', entry)
  await build({
    root: join(project.folder, 'bundled'),
    configFile: false,
    logLevel: 'error',
    build: { outDir: out, emptyOutDir: true, rollupOptions: { input: join(project.folder, 'bundled', `${entry}.html`) } },
  })
  // The page keeps its name; a folder's page is index.html.
  writeFileSync(join(out, 'index.html'), readFileSync(join(out, `${entry}.html`)))
  return out
}

/** Vite's development server over fixtures/bundled. */
export async function viteServe(project) {
  const { createServer } = await import('vite')
  const server = await createServer({
    root: join(project.folder, 'bundled'),
    cacheDir: join(project.folder, 'vite-cache'),
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, fs: { allow: [project.folder] } },
  })
  await server.listen()
  const { port } = server.httpServer.address()
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}
