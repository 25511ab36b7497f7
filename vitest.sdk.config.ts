import { defineConfig } from 'vitest/config'

// The official SDKs, unmodified, against a listening sandbox: npm run test:sdk.
export default defineConfig({
  test: {
    include: ['test/sdk/**/*.test.ts'],
    // The default leaves one processor idle, which of two is half.
    maxWorkers: '100%',
    // Reading what an SDK is made of takes longer than to walk: files share it.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
