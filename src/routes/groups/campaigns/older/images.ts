import type { Db } from '../../../../store/database.ts'
import { findRow } from '../../../../store/selection.ts'
import { updateVariation } from '../../../../store/campaigns.ts'
import type { Answer, Context } from '../../../context.ts'
import { invalid, type ErrorEntry } from '../../../errors.ts'
import { findOrThrow } from '../../../shapes/read.ts'
import { imageType } from '../../images/index.ts'
import { completeDetails, imageIdOf, type Details } from '../details.ts'
import { problemIf } from '../problems.ts'
import { requireDraft } from '../sending/guards.ts'
import type { MessageBody } from './bodies.ts'
import { findContentOrThrow } from './contents.ts'
import { answerWhenEmpty } from './empty.ts'

// The image of a text or push message. campaigns-content §2.7.

/** Observed text, for the PATCH and both GETs of an e-mail; the pointer is Assumed. */
const UNSUPPORTED = 'Image relationships are only supported for push and SMS messages'

/** The member of the details that holds the id of an image, by channel. */
const members: Readonly<Record<string, string>> = { sms: 'mms_static_image_asset_id', push: 'static_asset_id' }

/** The details with this image; as they are without one. */
export function withImage(details: Details, imageId: string | undefined): Details {
  const member = members[details.channel]
  return imageId === undefined || member === undefined ? details : { ...details, [member]: Number(imageId) }
}

/** What is wrong with the image that a message names. */
export function imageProblems({ relationships }: MessageBody, details: Details, db: Db, pointer: string): ErrorEntry[] {
  const id = relationships?.image?.data?.id
  if (id === undefined) return []
  if (!(details.channel in members)) return problemIf(true, UNSUPPORTED, pointer)
  const missing = findRow(db, imageType.selection, id) === undefined
  return problemIf(missing, imageType.notFound!(id), `${pointer}/data/id`)
}

/** The content that an operation on an image is about; throws where it can have none. */
function findPicturedOrThrow(context: Context) {
  const content = findContentOrThrow(context, context.id)
  const details = content.variation.definition.details
  if (details === null || !(details.channel in members)) throw invalid(UNSUPPORTED)
  return { ...content, details }
}

/** GET /api/campaign-messages/{id}/image. */
export function getImage(context: Context): Answer {
  const { details } = findPicturedOrThrow(context)
  const id = imageIdOf(details)
  const row = id === undefined ? undefined : findRow(context.db, imageType.selection, id)
  if (row === undefined) return answerWhenEmpty(context, 'image')
  return { kind: 'one', type: 'image', row }
}

/** GET /api/campaign-messages/{id}/relationships/image. */
export function getImageId(context: Context): Answer {
  const id = imageIdOf(findPicturedOrThrow(context).details)
  return id === undefined ? answerWhenEmpty(context, 'image') : { kind: 'identifiers', type: 'image', ids: id }
}

/** PATCH /api/campaign-messages/{id}/relationships/image: 204. */
export function updateImage(context: Context): Answer {
  const { variation, message, details } = findPicturedOrThrow(context)
  const { id } = (context.body as { data: { id: string } }).data
  findOrThrow(imageType, id, context)
  requireDraft(message)
  const changed = completeDetails(withImage(details, id), details)
  const definition = { ...variation.definition, details: changed }
  updateVariation(context.db, { ...variation, definition }, context.now)
  return { kind: 'empty' }
}
