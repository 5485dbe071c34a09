// What a message says, by its kind. Everything from other people goes through elements and text, never
// through HTML.

import { useState } from 'preact/hooks'
import TIM from 'tim-wasm'
import { emojiCount, fields, kindName, pieces, plain, sticker } from '../content'
import type { Said } from '../merged'
import { FileMessage, FilmMessage, PictureMessage, VoiceMessage } from './media'
import { MergedCard } from './merged-view'
import { StickerDrawing, stickerOf } from './stickers'

/** Longer texts start folded. */
const FOLD_AT = 1000

export function MessageBody({ message }: { message: Said }) {
  const payload = fields(message.payload)
  switch (message.type) {
    case TIM.TYPES.MSG_TEXT:
      return <Text text={plain(payload.text)} />
    case TIM.TYPES.MSG_FACE:
      return <Face text={sticker(payload)} />
    case TIM.TYPES.MSG_IMAGE:
      return <PictureMessage message={message} />
    case TIM.TYPES.MSG_VIDEO:
      return <FilmMessage message={message} />
    case TIM.TYPES.MSG_AUDIO:
      return <VoiceMessage message={message} />
    case TIM.TYPES.MSG_FILE:
      return <FileMessage message={message} />
    case TIM.TYPES.MSG_LOCATION:
      return (
        <Place
          description={plain(payload.description)}
          latitude={Number(payload.latitude)}
          longitude={Number(payload.longitude)}
        />
      )
    case TIM.TYPES.MSG_CUSTOM:
      return (
        <Custom
          data={plain(payload.data)}
          description={plain(payload.description)}
          extension={plain(payload.extension)}
        />
      )
    case TIM.TYPES.MSG_MERGER:
      return <MergedCard message={message} />
    default:
      return <p class="muted">{kindName(message.type)}: this page cannot show it.</p>
  }
}

function Face({ text }: { text: string }) {
  const drawn = stickerOf(text)
  return <p class="sticker">{drawn ? <StickerDrawing sticker={drawn} label={`Sticker: ${drawn.name}`} /> : text}</p>
}

function Text({ text }: { text: string }) {
  const [folded, setFolded] = useState(text.length > FOLD_AT)
  const emoji = emojiCount(text)
  const shown = folded ? text.slice(0, FOLD_AT) : text
  return (
    <>
      <p class={emoji > 0 && emoji <= 3 ? 'text large' : 'text'} dir="auto">
        {pieces(shown).map(({ text, url }) =>
          url ? (
            <a href={url} target="_blank" rel="noopener noreferrer">
              {text}
            </a>
          ) : (
            text
          ),
        )}
        {folded && '…'}
      </p>
      {folded && (
        <button type="button" class="unfold" onClick={() => setFolded(false)}>
          Show all {text.length.toLocaleString('en')} characters
        </button>
      )}
    </>
  )
}

function Place({ description, latitude, longitude }: { description: string; latitude: number; longitude: number }) {
  const known = Number.isFinite(latitude) && Number.isFinite(longitude)
  return (
    <div class="card">
      <p class="title" dir="auto">
        📍 {description || 'Location'}
      </p>
      {known && (
        <p>
          {latitude.toFixed(5)}, {longitude.toFixed(5)} ·{' '}
          <a
            href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}&zoom=15`}
            target="_blank"
            rel="noopener noreferrer"
          >
            Map
          </a>
        </p>
      )}
    </div>
  )
}

/** Custom messages mean something to the application that sends them; this page shows what is in them. */
function Custom({ data, description, extension }: { data: string; description: string; extension: string }) {
  return (
    <div class="card">
      <p class="title" dir="auto">
        {description || 'Custom message'}
      </p>
      {data && <pre dir="auto">{data}</pre>}
      {extension && <pre dir="auto">{extension}</pre>}
    </div>
  )
}
