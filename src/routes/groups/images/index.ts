import type { ImageFacts } from '../../../content/images/image.ts'
import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { freeImageName, imageSelection, insertImage, type StoredImage } from '../../../store/images.ts'
import type { Answer, Context, FormFile } from '../../context.ts'
import { invalidParameter } from '../../errors.ts'
import type { Group, ResourceType } from '../../resource.ts'
import { listShape } from '../../shapes/read.ts'
import { importImage } from './import-image.ts'
import { readUpload } from './upload.ts'

// Images of the account's library; their bytes are served by hooks/image-file.ts. campaigns-content §5.3.

/** An image that was read, ready to be kept. */
export interface ReadImage extends ImageFacts {
  bytes: Buffer
  /** What its file is called; undefined where nothing says. */
  fileName: string | undefined
}

export const imageType: ResourceType = {
  type: 'image',
  collection: 'images',
  selection: imageSelection,
  attributes: ['name', 'image_url', 'format', 'size', 'hidden', 'updated_at'],
  relationships: {},
  // Assumed: the wording of other resources, with the article that fits (protocol §3.2).
  notFound: (id) => `An image with id ${id} does not exist.`,
  view: (row, { baseUrl, account }) => {
    const { name, file, ...rest } = JSON.parse(row.attributes) as StoredImage
    return { name, image_url: `${baseUrl}/company/${account.id}/images/${file}`, ...rest }
  },
  // Not a partial update: a name that is left out becomes null. Observed, campaigns-content §1.1. That hidden falls back
  // to its default in the same way is Assumed; a recorded PATCH of the name alone on a hidden image would show it.
  update: (row, { attributes }) => ({
    ...(JSON.parse(row.attributes) as StoredImage),
    name: attributes.name ?? null,
    hidden: attributes.hidden ?? false,
  }),
}

export const images: Group = {
  name: 'Images',
  types: [imageType],
  prepare: {
    upload_image_from_url: (context) => importImage(context),
    upload_image_from_file: (context) => readUpload((context.body as ImageForm).file),
  },
  takeOvers: {
    get_images: listImages,
    upload_image_from_url: (context) => {
      const { attributes } = (context.body as RequestBodies['upload_image_from_url']).data
      return createImage(context, attributes)
    },
    upload_image_from_file: (context) => createImage(context, context.body as ImageForm),
  },
}

/** The form of upload_image_from_file. */
type ImageForm = Omit<RequestBodies['upload_image_from_file'], 'file'> & { file: FormFile }

function createImage(context: Context, { name, hidden }: { name?: string | null; hidden?: boolean | null }): Answer {
  const { account, now } = context
  const { fileName, ...image } = context.prepared as ReadImage
  // The file's name is Documented; for what has none the form is Observed (`image-<uuid>`), when it is used Assumed.
  const wanted = name || fileName || `image-${account.ids.uuid()}`
  const row = insertImage(account, { ...image, name: freeImageName(account.db, wanted), hidden: hidden ?? false, now })
  return { kind: 'one', type: 'image', row, fresh: { updated_at: now } }
}

/** Hidden images are listed only where the filter speaks of `hidden`. Observed, campaigns-content §5.3. */
function listImages(context: Context): Answer {
  const { terms } = context.query
  // Klaviyo takes the zero for no value. Observed for greater-than, campaigns-content §5.3; others Assumed.
  const isNothing = terms.some(
    ({ field, values }) => field === 'size' && values.every((value) => value.kind === 'number' && value.number === 0),
  )
  if (isNothing) throw invalidParameter('filter', 'At least one filter value is required to filter on size')
  if (terms.some(({ field }) => field === 'hidden')) return listShape(imageType, context)
  const visible = { ...visibleTerm, position: 0, isList: false }
  return listShape(imageType, { ...context, query: { ...context.query, terms: [...terms, visible] } })
}

const visibleTerm = { operator: 'equals', field: 'hidden', values: [{ kind: 'boolean', boolean: false }] } as const
