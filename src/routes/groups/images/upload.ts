import { IMAGE_LIMIT, readImage } from '../../../content/images/image.ts'
import type { FormFile } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { ReadImage } from './index.ts'

const AT_FILE = { pointer: '/data/attributes/file' }

/** The image of an uploaded file; what it is, its bytes tell. Text and place of the refusals are Assumed. */
export async function readUpload({ name, bytes }: FormFile): Promise<ReadImage> {
  if (bytes.length > IMAGE_LIMIT) throw invalid('The image exceeds the maximum size of 5MB.', AT_FILE)
  const facts = await readImage(bytes)
  if (facts === undefined) {
    throw invalid('The file is not a valid image. Supported image formats: jpeg, png, gif.', AT_FILE)
  }
  return { ...facts, bytes, fileName: name }
}
