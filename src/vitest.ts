import { test as plainTest, type TestAPI } from 'vitest'
import { createSandbox, type Sandbox, type SandboxAccount, type SandboxOptions } from './index.ts'

export { expect } from 'vitest'

/** What tests are given. A fixture that no test asks for is not made. */
export interface SandboxContext {
  /** A listening sandbox: one for each worker, closed when the worker ends. */
  sandbox: Sandbox
  /** What each test's account begins as; made once for each worker. */
  origin: SandboxAccount
  /** An account of the test's own: a copy of `origin` with a key, a clock, a log and faults of its own, deleted afterwards. */
  account: SandboxAccount
}

/** What createSandbox takes, with `rateLimits` off unless said, and what each test's account begins with. */
export interface TestOptions extends SandboxOptions {
  /** Fills `origin`, in addition to `fixture`: by its methods, or by a client with its key and url. Called once for each worker. */
  prepare?: (origin: SandboxAccount) => unknown
}

/** Vitest's `test` that hands an account of its own to each test; throws in the tests that ask for it when an option is wrong. */
export function createTest({ prepare, ...options }: TestOptions = {}): TestAPI<SandboxContext> {
  return plainTest.extend<SandboxContext>({
    sandbox: [
      async ({}, use) => {
        const sandbox = await createSandbox({ rateLimits: 'off', ...options })
        await sandbox.listen()
        await use(sandbox)
        await sandbox.close()
      },
      { scope: 'worker' },
    ],
    origin: [
      async ({ sandbox }, use) => {
        const origin = await sandbox.createAccount()
        await prepare?.(origin)
        await use(origin)
      },
      { scope: 'worker' },
    ],
    account: async ({ origin }, use) => {
      const account = await origin.fork()
      await use(account)
      await account.delete()
    },
  })
}

/** Vitest's `test` with an empty account for each test. */
export const test: TestAPI<SandboxContext> = createTest()
export const it = test
