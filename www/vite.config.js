// `vite build` makes www/dist, which tim-server serves at `/`.
// `vite` (npm run dev) serves the sources and hands the server's own paths on to tim-server.

import { defineConfig } from 'vite'

const server = process.env.TIM_SERVER_URL ?? 'http://127.0.0.1:9000'

// What the page may do. `wasm-unsafe-eval` lets the SDK compile its WebAssembly and nothing else;
// `ws:` and `wss:` are for the chat connection; pictures, films and sounds may come from any https address,
// or from the page itself (`blob:`) before they are sent.
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self' ws: wss:",
  "img-src 'self' https: data: blob:",
  "media-src 'self' https: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

export default defineConfig({
  base: './',
  build: { target: ['chrome123', 'firefox125', 'safari17.5'] }, // CSS light-dark() and popovers
  server: {
    proxy: {
      '/usersig': server,
      '/f': server,
      '/binfo': { target: server, ws: true },
      '/info': { target: server, ws: true },
    },
  },
  plugins: [
    {
      // Only in the built page: the development server needs inline styles, which the policy forbids.
      name: 'content-security-policy',
      apply: 'build',
      transformIndexHtml: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
          injectTo: 'head-prepend',
        },
      ],
    },
  ],
})
