import type { OperationId } from '../../../schemas/contract.ts'
import type { Handler } from '../../context.ts'
import { subscribeToBackInStock } from '../catalogs/back-in-stock.ts'

/** Client take-overs of back-in-stock subscriptions. */
export const clientBackInStockTakeOvers = {
  create_client_back_in_stock_subscription: (context) => subscribeToBackInStock(context, { client: true }),
} satisfies Partial<Record<OperationId, Handler>>
