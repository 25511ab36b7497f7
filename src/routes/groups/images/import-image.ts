import { IMAGE_LIMIT, readImage } from '../../../content/images/image.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import type { Context } from '../../context.ts'
import { ApiError, invalidEntry } from '../../errors.ts'
import { fetchFile, type FetchedFile } from '../fetch-file.ts'
import { readDataUri } from './data-uri.ts'
import type { ReadImage } from './index.ts'

const IMAGE_FETCH = { limit: IMAGE_LIMIT, accept: 'image/*', timeLimitMs: 10_000, redirects: 5 }

/**
 * The image behind import_from_url, an http(s) URL or a data URI. Klaviyo says one thing of all that goes wrong: Observed
 * for a file of another type (campaigns-content §5.3), Assumed for the rest. Why it did stands in the hint: in a header of the answer, and in the log.
 */
export async function importImage({ body, allowedHosts }: Context): Promise<ReadImage> {
  const url = (body as RequestBodies['upload_image_from_url']).data.attributes.import_from_url.trim()
  const isData = /^data:/i.test(url)
  let file: FetchedFile | string = isData
    ? readDataUri(url)
    : await fetchFile(url, { ...IMAGE_FETCH, allowed: allowedHosts })
  if (typeof file !== 'string' && file.bytes.length > IMAGE_LIMIT) file = 'the image is larger than 5 MB'
  const facts = typeof file === 'string' ? undefined : await readImage(file.bytes)
  if (typeof file !== 'string' && facts !== undefined) return { ...facts, bytes: file.bytes, fileName: file.name }
  const why = typeof file === 'string' ? file : 'what came is no PNG, JPEG or GIF, or a broken one'
  throw new ApiError(
    invalidEntry('Unable to fetch the URL you entered.', { pointer: '/data/attributes/import_from_url' }),
    { hint: why },
  )
}
