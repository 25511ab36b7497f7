import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  audiencesOfCampaign,
  campaignSelection,
  messageSelection,
  messagesOfAudience,
  messagesOfCampaign,
  variationsOfMessage,
} from '../../src/store/campaign-selections.ts'
import { openDatabase, type Db } from '../../src/store/database.ts'
import { olderCampaignSelection } from '../../src/store/older-campaigns.ts'
import { insertResource, linkedTo, resourcesOf } from '../../src/store/resources.ts'
import { readPage } from '../../src/store/selection.ts'
import { planOf } from './plans.ts'

let db: Db
beforeEach(() => (db = openDatabase()))
afterEach(() => db.close())

const lists = resourcesOf('list')
const fields = ['id', 'name', 'created', 'updated']

it.each(fields.flatMap((field) => [{ field }, { field, descending: true }]))(
  'a page of resources by %j seeks in an index, to its beginning and behind a cursor',
  (sort) => {
    const first = planOf(db, lists, { sort })
    expect(first).toMatch(/^SEARCH r USING .*\(type=\?\)$/)
    for (const backward of [false, true]) {
      const further = planOf(db, lists, { sort, from: { value: 'a', id: 'b', backward } })
      // Not only the type is sought: the place in the order, too.
      expect(further).toMatch(/^SEARCH r USING .*\(type=\? AND \(?(id|<expr>|created|updated)[^=]*[<>]/)
    }
  },
)

it.each([
  ['campaigns by name', campaignSelection, 'name', 'campaign_name'],
  ['messages by name', messageSelection, 'name', 'campaign_message_name'],
  ['messages by status', messageSelection, 'status', 'campaign_message_status'],
  ['older campaigns by name', olderCampaignSelection, 'name', 'campaign_name'],
])('are listed along an index: %s', (_, selection, field, index) => {
  expect(planOf(db, selection, { sort: { field } })).toMatch(
    new RegExp(`^SEARCH r USING INDEX ${index} \\(type=\\?\\)`),
  )
})

it.each([
  ['messages of a campaign', messagesOfCampaign],
  ['messages to an audience', messagesOfAudience],
  ['audiences of a campaign', audiencesOfCampaign],
  ['variations of a message', variationsOfMessage],
  ['tags of a group by name', { ...linkedTo('tag', 'tag-group', 'tag-group'), defaultSort: { field: 'name' } }],
])('what belongs to a parent is sought by its links, not among all of its kind: %s', (_, selection) => {
  expect(planOf(db, selection, { parents: ['P'] })).toMatch(
    /^SEARCH l USING COVERING INDEX linkage_reverse .*\nSEARCH r .*id=/,
  )
})

it.each([false, true])(
  'pages by name give each resource once, those of one name and of none too (descending %s)',
  (descending) => {
    const names = ['b', 'a', null, 'b', undefined, 'b', 'c', 'a']
    for (const [index, name] of names.entries()) {
      insertResource(db, { type: 'list', id: `L${index}`, created: index, updated: index, attributes: { name } })
    }
    const sort = { field: 'name', descending }
    const whole = readPage(db, lists, { sort }).rows.map(({ id }) => id)
    expect(new Set(whole).size).toBe(names.length)
    const paged: string[] = []
    let page = readPage(db, lists, { sort, size: 2 })
    for (;;) {
      paged.push(...page.rows.map(({ id }) => id))
      if (!page.hasNext) break
      const last = page.rows.at(-1)!
      page = readPage(db, lists, { sort, size: 2, from: { value: last.sort_value!, id: last.id } })
    }
    expect(paged).toEqual(whole)
  },
)
