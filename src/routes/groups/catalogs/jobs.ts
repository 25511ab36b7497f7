import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { linkedFrom, type Identifier } from '../../../store/resources.ts'
import { inputOf } from '../../shapes/write.ts'
import type { BulkJob } from '../bulk-jobs.ts'
import { categoryKind, itemKind, variantKind, type Kind } from './kinds.ts'
import { createOne, deleteOne, updateOne } from './writes.ts'

// The nine families of bulk jobs: three verbs for each of the three kinds. campaigns-content §6.4.

type Verb = 'create' | 'update' | 'delete'

function jobOf({ type: { type: of } }: Kind, verb: Verb, rows: string, work: BulkJob['work']): BulkJob {
  const type = `${of}-bulk-${verb}-job`
  return { type, rows, of, related: linkedFrom(type, rows, of), mostRows: 100, mostJobs: 500, work }
}

type Row = RequestBodies['bulk_create_catalog_items']['data']['attributes']['items']['data'][number]

const jobsOf = (kind: Kind, rows: string) => ({
  create: jobOf(kind, 'create', rows, (row: Row, context) => createOne(kind, inputOf({ data: row }), context)),
  update: jobOf(kind, 'update', rows, (row: Row, context) => updateOne(kind, inputOf({ data: row }), context)),
  delete: jobOf(kind, 'delete', rows, ({ id }: Identifier, context) => void deleteOne(kind, id, context)),
})

export const itemJobs = jobsOf(itemKind, 'items')
export const variantJobs = jobsOf(variantKind, 'variants')
export const categoryJobs = jobsOf(categoryKind, 'categories')

export const catalogJobs = [itemJobs, variantJobs, categoryJobs].flatMap((jobs) => Object.values(jobs))
