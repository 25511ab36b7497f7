import Database from 'better-sqlite3'
import type { Sandbox } from '../src/index.ts'
import { send } from './inject.ts'
import { medianMs, type Line } from './measure.ts'

const RECIPIENTS = 100_000
const SECTIONS = 40

/** Estimation of a campaign to many profiles, against one count over the same rows through better-sqlite3 alone. */
export async function estimationLine(sandbox: Sandbox): Promise<Line> {
  const list = await send(sandbox, 'POST', '/api/lists', { data: { type: 'list', attributes: { name: 'Everyone' } } })
  await fillList(sandbox, list.data.id as string)
  const campaign = await send(sandbox, 'POST', '/api/campaigns', campaignBody([list.data.id as string]))
  const id = campaign.data.id as string
  const mine = await medianMs(5, async () => {
    await send(sandbox, 'POST', '/api/campaign-recipient-estimation-jobs', {
      data: { type: 'campaign-recipient-estimation-job', id },
    })
    const estimation = await send(sandbox, 'GET', `/api/campaign-recipient-estimations/${id}`)
    const found = estimation.data.attributes.estimated_recipient_count as number
    if (found !== RECIPIENTS) throw new Error(`estimated ${found} recipients of ${RECIPIENTS}`)
  })
  const db = plainMembers()
  const count = db.prepare(
    "SELECT count(*) FROM membership m JOIN profile p ON p.id = m.profile_id WHERE m.group_id = ? AND p.email <> ''",
  )
  const floor = await medianMs(5, () => count.get('everyone'))
  db.close()
  return line(`estimation over ${RECIPIENTS} profiles`, mine, floor)
}

async function fillList(sandbox: Sandbox, list: string): Promise<void> {
  const size = 10_000
  for (let from = 0; from < RECIPIENTS; from += size) {
    const profiles = Array.from({ length: size }, (_, index) => ({
      type: 'profile',
      attributes: { email: `reached-${from + index}@bench.example` },
    }))
    await send(sandbox, 'POST', '/api/profile-bulk-import-jobs', {
      data: {
        type: 'profile-bulk-import-job',
        attributes: { profiles: { data: profiles } },
        relationships: { lists: { data: [{ type: 'list', id: list }] } },
      },
    })
  }
  await send(sandbox, 'GET', '/api/lists') // runs the last import
}

function plainMembers(): Database.Database {
  const db = new Database(':memory:')
  db.exec('CREATE TABLE profile (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, email TEXT)')
  db.exec('CREATE TABLE membership (group_id TEXT, profile_id TEXT, PRIMARY KEY (group_id, profile_id)) WITHOUT ROWID')
  const profile = db.prepare('INSERT INTO profile (id, email) VALUES (?, ?)')
  const member = db.prepare('INSERT INTO membership VALUES (?, ?)')
  db.transaction(() => {
    for (let index = 0; index < RECIPIENTS; index++) {
      const id = `01KWFVK2PYZEYGGRND${String(index).padStart(8, '0')}`
      profile.run(id, `reached-${index}@bench.example`)
      member.run('everyone', id)
    }
  })()
  return db
}

/** The body of a campaign by e-mail, as a step-by-step builder makes it. */
export function campaignBody(included: readonly string[], name = 'Benched'): object {
  const details = {
    channel: 'email',
    subject: 'Hello',
    preview_text: 'There',
    from_email: 'a@b.example',
    from_label: 'A',
  }
  const attributes = {
    definition: { name, builder: 'wizard' },
    audiences: [{ temporary_id: 'all', included }],
    messages: [{ audience_temporary_id: 'all', name, variations: [{ definition: { name, details } }] }],
  }
  return { data: { type: 'campaign', attributes } }
}

const RENDERED = /* html */ `
<html><head></head><body><h1>Hello {{ person.first_name|default:'there' }}</h1>
{% for item in event.items %}<p>{{ forloop.counter }}. {{ item.name|title }}: {{ item.price|floatformat:2 }}
{% if item.sale %}<b>{{ item.sale }} off</b>{% else %}regular{% endif %}</p>{% endfor %}
<p>{{ organization.name }}</p>{% unsubscribe 'Unsubscribe' %}</body></html>`

/** A mail with a table of a hundred items, against a JavaScript function that writes the same text by hand. */
export async function renderLine(sandbox: Sandbox): Promise<Line> {
  const template = await send(sandbox, 'POST', '/api/templates', {
    data: { type: 'template', attributes: { name: 'Benched', editor_type: 'CODE', html: RENDERED } },
  })
  const items = Array.from({ length: 100 }, (_, index) => ({
    name: `item ${index}`,
    price: index * 1.5,
    ...(index % 3 === 0 && { sale: '10 percent' }),
  }))
  const context = { person: { first_name: 'Ada' }, event: { items }, organization: { name: 'Bench' } }
  const body = { data: { type: 'template', id: template.data.id as string, attributes: { context } } }
  const mine = await medianMs(25, () => send(sandbox, 'POST', '/api/template-render', body))
  const floor = await medianMs(25, () => JSON.stringify({ html: writtenByHand(JSON.parse(JSON.stringify(context))) }))
  return line('render a mail with a loop over 100 items', mine, floor)
}

function writtenByHand({ person, event, organization }: ContextOfRender): string {
  const rows = event.items.map(
    ({ name, price, sale }, index) =>
      `<p>${index + 1}. ${name.toUpperCase()}: ${price.toFixed(2)} ${sale === undefined ? 'regular' : `<b>${sale} off</b>`}</p>`,
  )
  return `<html><h1>Hello ${person.first_name}</h1>${rows.join('')}<p>${organization.name}</p></html>`
}

interface ContextOfRender {
  person: { first_name: string }
  organization: { name: string }
  event: { items: { name: string; price: number; sale?: string }[] }
}

/** Creates a drag-and-drop template of many sections, against parsing and printing the same definition. */
export async function compileLine(sandbox: Sandbox): Promise<Line> {
  const body = { data: { type: 'template', attributes: dragAndDrop() } }
  const mine = await medianMs(15, () => send(sandbox, 'POST', '/api/templates', body))
  const floor = await medianMs(15, () => JSON.stringify(JSON.parse(JSON.stringify(body))))
  return line(`create and compile a definition of ${SECTIONS} sections, ${SECTIONS * 6} blocks`, mine, floor)
}

function dragAndDrop(): object {
  const shown = { display_options: { show_on: 'all' } }
  const block = (type: string, data: object) => ({ content_type: 'block', type, data: { ...shown, ...data } })
  const column = {
    blocks: [
      block('text', { content: '<h2>Title</h2><p>A <b>paragraph</b> of text.</p>', styles: { color: '#112233' } }),
      block('image', {
        properties: { dynamic: false, src: 'https://img.example/a.png', alt_text: 'A', href: 'https://shop.example' },
        styles: { width: 200 },
      }),
      block('button', { content: 'Buy', properties: { href: 'https://shop.example' }, styles: { border_radius: 4 } }),
    ],
  }
  const section = {
    content_type: 'section',
    type: 'section',
    data: { properties: {}, ...shown, styles: { stack_on_mobile: true } },
    rows: [{ data: { styles: { column_layout: '2-columns-equal-width' } }, columns: [column, column] }],
  }
  const properties = (type: string) => (['base', 'mobile'].includes(type) ? { properties: {} } : {})
  const types = ['base', 'text', 'heading-1', 'heading-2', 'heading-3', 'heading-4', 'link', 'mobile']
  const styles = types.map((type) => ({ style_type: `${type}-styles`, ...properties(type), styles: {} }))
  const body = { properties: {}, styles: { width: 600 }, sections: Array.from({ length: SECTIONS }, () => section) }
  return { name: 'Benched', editor_type: 'SYSTEM_DRAGGABLE', definition: { body, styles } }
}

function line(what: string, mine: number, floor: number): Line {
  const ms = (value: number) => `${value.toFixed(2)} ms`
  return { what, sandbox: ms(mine), floor: ms(floor), ratio: mine / floor, aim: '' }
}
