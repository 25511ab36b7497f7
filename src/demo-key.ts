/** The key that opens the demo account, unless keys are declared. */
export const DEMO_KEY = 'pk_demo'
