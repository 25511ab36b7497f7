import type { Version } from '../../../schemas/contract/request-bodies.ts'
import {
  deleteVersion,
  formOfVersion,
  formSelection,
  readVersions,
  versionSelection,
  versionsOfForm,
} from '../../../store/forms.ts'
import { resourcesOf } from '../../../store/resources.ts'
import type { ResourceType } from '../../resource.ts'
import { shownVersion } from './definition.ts'

export const formType: ResourceType = {
  type: 'form',
  collection: 'forms',
  selection: formSelection,
  attributes: ['name', 'status', 'ab_test', 'created_at', 'updated_at', 'any_live'],
  relationships: {
    // Always with data. Observed, events §1.
    'form-versions': { type: 'form-version', many: true, related: versionsOfForm, known: true },
  },
  notFound: (id) => `A form with id \`${id}\` does not exist.`,
  removed: ({ id }, { db }) => readVersions(db, id).forEach((version) => deleteVersion(db, version.id)),
}

/** A form with its definition: what writes, and reads of one form from 2025-10-15, show. */
export const encodedFormType: ResourceType = {
  ...formType,
  attributes: ['status', 'ab_test', 'name', 'definition', 'created_at', 'updated_at', 'any_live'],
  whole: ['definition'],
  relationships: {},
  view: ({ id, attributes }, { db, operation }) => {
    const { name, status, ab_test, ...rest } = JSON.parse(attributes) as Record<string, unknown>
    const versions = readVersions<Version>(db, id).map((version) => shownVersion(version, operation))
    return { status, ab_test, name, definition: { versions }, ...rest }
  },
}

export const formVersionType: ResourceType = {
  type: 'form-version',
  collection: 'form-versions',
  selection: versionSelection,
  attributes: ['form_type', 'variation_name', 'ab_test', 'status', 'created_at', 'updated_at'],
  relationships: { form: { type: 'form', many: false, related: formOfVersion } },
  notFound: (id) => `A form version with id \`${id}\` does not exist.`,
}

const jobType = (type: string): ResourceType => ({
  type,
  collection: `${type}s`,
  selection: resourcesOf(type),
  attributes: ['status', 'created_at'],
  relationships: {
    form: { type: 'form', many: false, related: formSelection, column: 'form_id', known: true },
  },
})

/** Jobs that are done before they are answered, and not kept. Documented. */
export const publishJobType = jobType('form-publish-job')
export const unpublishJobType = jobType('form-unpublish-job')
