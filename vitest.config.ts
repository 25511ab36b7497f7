import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/sdk/**', 'node_modules/**'],
    // The default leaves one processor idle, which of two is half.
    maxWorkers: '100%',
    // Tests mock nothing, so files may share what a worker has loaded and compiled: that is most of their time.
    isolate: false,
    // Far more than anything takes: a busy machine must not fail a test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
