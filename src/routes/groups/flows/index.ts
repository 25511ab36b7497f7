import type { Group } from '../../resource.ts'
import { createFlow } from './create-flow.ts'
import { flowActionType, flowMessageType, flowType } from './types.ts'
import { changeFlow, dropFlow } from './update-flow.ts'

// Flows, their actions and messages. They do not run here; what the API says of them is what was stored.
// events-flows §5, revision-2026-10-15 §9.

export const flows: Group = {
  name: 'Flows',
  types: [flowType, flowActionType, flowMessageType],
  takeOvers: {
    create_flow: createFlow,
    update_flow: changeFlow,
    delete_flow: dropFlow,
  },
  later: ['update_flow_action', 'delete_flow_action', 'create_flow_action'],
}
