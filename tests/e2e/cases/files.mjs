// Messages with files: chosen, pasted, dropped, recorded; on their way, cancelled, sent again, looked at.

import { holds, same } from '../../checks.mjs'
import { bring, choose, FILM, fileOnDisk } from '../files.mjs'
import { wireClient } from '../wire.mjs'

const two = async ({ person }) => {
  const bob = await person('bob', { peer: 'alice' })
  const alice = await person('alice', { peer: 'bob' })
  await alice.look()
  return { alice, bob }
}

/** Waits until a picture in a bubble is loaded, and gives the size it takes. */
async function picture(person) {
  await person.until('a loaded picture', () => document.querySelector('.message .picture img')?.naturalWidth > 0)
  return person.page.$eval('.message .picture img', ({ width, height }) => [width, height])
}

export const files = {
  async 'pictures are pasted and dropped, looked through before sending, and viewed'(world) {
    const { alice, bob } = await two(world)
    await bring(alice, 'paste', { name: 'wide.png', width: 1600, height: 800 })
    await alice.seesText('.attachments', 'wide.png')
    await bring(alice, 'drop', { name: 'tall.png', width: 300, height: 600 }, { name: 'wrong.png', width: 9, height: 9 })
    await alice.click('[aria-label="Remove wrong.png"]')
    same(await alice.page.$$eval('.attachments .title', (all) => all.map((e) => e.textContent)), ['wide.png', 'tall.png'])
    await alice.say('two views')
    await alice.seesMessage('two views', 'sent')
    await alice.seesNo('.attachments')
    await bob.seesMessage('two views', 'received')
    await bob.until('two pictures', () => document.querySelectorAll('.message .picture').length === 2)
    await bob.look()
    same(await picture(bob), [320, 160], 'the size of the wide picture')
    await alice.until('both sent', () => document.querySelectorAll('.message.sent, .message.read').length === 3)

    // The viewer: forth, back, and out again with the keyboard.
    await bob.page.focus('.message .picture')
    await bob.page.keyboard.press('Enter')
    await bob.sees('.viewer[open]')
    const seen = () => bob.page.$eval('.viewer > img', (image) => image.src)
    const first = await seen()
    await bob.page.keyboard.press('ArrowRight')
    await bob.until('the other picture', (before) => document.querySelector('.viewer > img').src !== before, first)
    await bob.sees('.viewer .after:disabled')
    await bob.page.keyboard.press('ArrowLeft')
    await bob.until('the first picture', (before) => document.querySelector('.viewer > img').src === before, first)
    await bob.page.keyboard.press('Escape')
    await bob.seesNo('.viewer')
    holds(await bob.page.evaluate(() => document.activeElement.matches('.picture')), 'the focus back on the picture')
  },

  async 'a file, a film and a voice message arrive, and can be opened and played'(world) {
    const { alice, bob } = await two(world)
    const name = 'Notizen "你好" 😀.html'
    const content = '<script>parent.document.title="owned"</script>'
    await choose(alice, fileOnDisk(name, content), FILM)
    await alice.seesText('.attachments', 'film.mp4')
    await alice.click('[aria-label="Send"]')
    await bob.seesText('.file', name)
    const link = await bob.page.$eval('a.file', ({ href, download }) => ({ href, download }))
    same(link.download, name, 'the name of the download')
    const answer = await fetch(link.href)
    same(await answer.text(), content, 'the file')
    holds(answer.headers.get('content-disposition').startsWith('attachment'), 'a download, not a page')

    await bob.sees('.film video[poster]')
    await bob.look()
    await bob.page.$eval('.film video', (video) => {
      video.muted = true
      void video.play()
    })
    await bob.until('the film to play', () => document.querySelector('.film video').currentTime > 0)
    await bob.until('its bubble', () => document.querySelector('.film video').clientWidth >= 320)

    await alice.look()
    await alice.page.evaluate(() => {
      // A microphone that hums.
      navigator.mediaDevices.getUserMedia = async () => {
        const context = new AudioContext()
        const tone = context.createOscillator()
        const ear = context.createMediaStreamDestination()
        tone.connect(ear)
        tone.start()
        return ear.stream
      }
    })
    await alice.click('[aria-label="Record a voice message"]')
    await alice.seesText('.recorder', 'Recording 0:01')
    await alice.click('[aria-label="Send the recording"]')
    await bob.sees('.voice')
    await bob.seesText('.conversations .last', 'Voice message')
    const recording = await fetch(await bob.page.$eval('.voice audio', ({ src }) => src))
    const { byteLength } = await recording.arrayBuffer()
    holds(byteLength > 300, `a recording of a second (it has ${byteLength} bytes)`)
    // Where the tests run there may be no loudspeaker, without which Firefox plays nothing.
    await bob.page.evaluate(() => {
      HTMLMediaElement.prototype.play = async function () {
        this.dispatchEvent(new Event('play'))
      }
    })
    await bob.look()
    await bob.click('[aria-label="Play voice message"]')
    await bob.sees('[aria-label="Pause voice message"]')
  },

  async 'an upload shows how far it is, is cancelled and sent again'(world) {
    const { alice, bob } = await two(world)
    // Uploads wait at the door until they are let in.
    await alice.page.evaluate(() => {
      const { send } = XMLHttpRequest.prototype
      XMLHttpRequest.prototype.send = function (...body) {
        this.upload.dispatchEvent(new ProgressEvent('progress', { lengthComputable: true, loaded: 42, total: 100 }))
        globalThis.letIn = () => send.apply(this, body)
      }
    })
    await choose(alice, fileOnDisk('plan.txt', 'the plan'))
    await alice.seesText('.attachments', 'plan.txt')
    await alice.page.keyboard.press('Enter')
    await alice.seesText('.upload', '42 %')
    await alice.click('[aria-label="Cancel upload"]')
    await alice.seesText('.failed-note', 'You cancelled the upload.')
    await alice.click('.failed-note button')
    await alice.seesText('.upload', '42 %')
    await alice.page.evaluate(() => letIn())
    await alice.sees('.message.sent')
    await alice.seesNo('.upload')
    await bob.seesText('.file', 'plan.txt')
    same(await bob.page.$$eval('.message', (all) => all.length), 1, 'messages')
  },

  async "addresses in other people's files are not trusted"(world) {
    const bob = await world.person('bob')
    const mallory = await wireClient(world.server, 'mallory')
    const bad = `javascript:document.title='owned'`
    const image = { Type: 1, Size: -1, Width: 1e9, Height: 'x', URL: bad }
    // The server may refuse some of these; what it lets through must not hurt.
    for (const element of [
      { MsgType: 'TIMFileElem', MsgContent: { Url: bad, FileName: '<b>x</b>.txt', FileSize: 'big', Download_Flag: 2 } },
      { MsgType: 'TIMImageElem', MsgContent: { UUID: 'u', ImageFormat: 1, ImageInfoArray: [image] } },
      { MsgType: 'TIMImageElem', MsgContent: { UUID: 'u', ImageFormat: 1, ImageInfoArray: 'none' } },
      { MsgType: 'TIMSoundElem', MsgContent: { Url: bad, Size: {}, Second: 'x', Download_Flag: 2 } },
      { MsgType: 'TIMVideoFileElem', MsgContent: { VideoUrl: bad, ThumbUrl: bad, VideoSecond: -5, ThumbWidth: '9' } },
      { MsgType: 'TIMTextElem', MsgContent: { Text: 'the end' } },
    ]) {
      await mallory.send('bob', [element])
    }
    await bob.look()
    await bob.click('.conversations a')
    await bob.seesMessage('the end', 'received')
    const addresses = await bob.page.$$eval('.messages [src], .messages [href], .messages [poster]', (all) =>
      all.flatMap((e) => [e.getAttribute('src'), e.getAttribute('href'), e.getAttribute('poster')]).filter(Boolean),
    )
    same(addresses.filter((address) => !/^https?:/.test(address)), [], 'addresses of another kind')
    await bob.seesTitle('bob')
    mallory.close()
  },
}
