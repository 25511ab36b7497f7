import type { Group } from '../../resource.ts'
import { createAction } from './create-action.ts'
import { createFlow } from './create-flow.ts'
import { listFlows } from './list-flows.ts'
import { dropAction } from './relink.ts'
import { flowActionType, flowMessageType, flowType } from './types.ts'
import { changeAction } from './update-action.ts'
import { changeFlow, dropFlow } from './update-flow.ts'

// Flows, their actions and messages. They do not run here; what the API says of them is what was stored.
// events-flows §5, revision-2026-10-15 §9.

export const flows: Group = {
  name: 'Flows',
  types: [flowType, flowActionType, flowMessageType],
  takeOvers: {
    get_flows: listFlows,
    create_flow: createFlow,
    update_flow: changeFlow,
    delete_flow: dropFlow,
    create_flow_action: createAction,
    update_flow_action: changeAction,
    delete_flow_action: dropAction,
  },
}
