// The body of a function of `files`, [[name, text], …]: makes modules of the cases and what they
// import, in an order in which each only imports earlier ones, and gives a function that imports one
// by its name. The test runner's own server can leave a request unanswered when a page asks for more
// than a handful of modules at once, so these do not come over the network.

const urls = {}
for (const [name, text] of files) {
  const linked = text.replace(/ from '\.\/(\w+)\.js'/g, (_, other) => ` from '${urls[other]}'`)
  urls[name] = URL.createObjectURL(new Blob([linked], { type: 'text/javascript' }))
}
return (name) => import(urls[name])
