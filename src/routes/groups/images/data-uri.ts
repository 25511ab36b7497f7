import type { FetchedFile } from '../fetch-file.ts'

const IMAGE = /^data:image\/(?:png|jpe?g|gif)(?:;[\w-]+=[^;,]*)*;base64,/i
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** The bytes of a data URI in base64, of one of the three types; else why there are none. */
export function readDataUri(uri: string): FetchedFile | string {
  const head = IMAGE.exec(uri)?.[0]
  if (head === undefined) return 'a data URI must begin with data:image/, png, jpeg or gif, and ;base64,'
  const text = uri.slice(head.length).replace(/\s+/g, '')
  if (!BASE64.test(text)) return 'the data URI is no base64'
  return { name: undefined, bytes: Buffer.from(text, 'base64') }
}
