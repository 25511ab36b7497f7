import { defineConfig } from 'vitest/config'

// The official SDKs, unmodified, against a listening sandbox: npm run test:sdk.
export default defineConfig({
  test: {
    include: ['test/sdk/**/*.test.ts'],
    // The default leaves one processor idle, which of two is half.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
