import {
  actionOfMessage,
  actionsOfFlow,
  flowActionSelection,
  flowMessageSelection,
  flowOfAction,
  flowSelection,
  imageOfMessage,
  messagesOfAction,
  templateOfMessage,
} from '../../../store/flow-selections.ts'
import type { ActionDefinition } from '../../../store/flows.ts'
import type { Row } from '../../../store/selection.ts'
import type { Context } from '../../context.ts'
import { invalidRequest } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'
import { tagsOf } from '../tags/tags-of.ts'
import { senderType } from './messages.ts'
import { olderActionMembers, olderContent } from './older-views.ts'
import { definitionOf, shownAt } from './revision-shape.ts'

type Json = Readonly<Record<string, unknown>>

/** Flows. events-flows §5.1. */
export const flowType: ResourceType = {
  type: 'flow',
  collection: 'flows',
  selection: flowSelection,
  attributes: ['name', 'status', 'archived', 'created', 'updated', 'trigger_type'],
  computed: { definition: { value: ({ id }, context) => shownFlowDefinition(id, context) } },
  relationships: {
    'flow-actions': { type: 'flow-action', many: true, related: actionsOfFlow },
    tags: tagsOf('flow'),
  },
}

/** The definition of a flow as the revision of a request knows it. */
export const shownFlowDefinition = (id: string, { db, contract }: Context): unknown =>
  shownAt(contract, 'get_flow', definitionOf(db, id))

/** Flow actions, with what newer and what older revisions say of them: each lists its own members. */
export const flowActionType: ResourceType = {
  type: 'flow-action',
  collection: 'flow-actions',
  selection: flowActionSelection,
  attributes: [
    ...['action_type', 'status', 'created', 'updated', 'definition'],
    ...['settings', 'tracking_options', 'send_options', 'badge_options', 'render_options'],
  ],
  relationships: {
    // Observed: always with data.
    flow: { type: 'flow', many: false, related: flowOfAction, column: 'flow_id', known: true },
    'flow-messages': { type: 'flow-message', many: true, related: messagesOfAction },
  },
  view: actionView,
  notFound: (id) => {
    // Observed; that it comes before the 404, and in which family, is Assumed.
    if (!/^\d+$/.test(id)) throw invalidRequest('Flow Action ID must be a digit')
    return `An action with id ${id} does not exist.`
  },
}

function actionView(row: Row, { contract }: Context): Record<string, unknown> {
  const { definition, ...rest } = JSON.parse(row.attributes) as Json & { definition: ActionDefinition }
  return {
    ...rest,
    definition: shownAt(contract, 'get_flow_action', definition),
    ...olderActionMembers(definition),
  }
}

/** Flow messages, like the actions in both forms. */
export const flowMessageType: ResourceType = {
  type: 'flow-message',
  collection: 'flow-messages',
  selection: flowMessageSelection,
  attributes: ['name', 'channel', 'content', 'created', 'updated', 'definition'],
  relationships: {
    // Observed: both always with data.
    'flow-action': {
      type: 'flow-action',
      many: false,
      related: actionOfMessage,
      column: 'flow_action_id',
      known: true,
    },
    template: { type: 'template', many: false, related: templateOfMessage, column: 'template_id', known: true },
    image: { type: 'image', many: false, related: imageOfMessage },
  },
  view: messageView,
  // Observed.
  notFound: (id) => `A flow message with id ${id} does not exist.`,
}

function messageView(row: Row, { contract }: Context): Record<string, unknown> {
  const { definition, ...rest } = JSON.parse(row.attributes) as Json & { channel: string; definition: Json }
  // What a message is called in the schemas says nothing of it; the action that sends it does.
  const action = { id: '', type: senderType(rest.channel), data: { message: definition } }
  const shown = shownAt(contract, 'get_flow_action', action) as typeof action
  return { ...rest, definition: shown.data.message, content: olderContent(rest.channel, definition) }
}
