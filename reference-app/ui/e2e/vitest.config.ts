import { defineConfig } from 'vitest/config'

/** Drives a real browser against a running platform: see support/platform.ts for what it needs. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['e2e/**/*.e2e.ts'],
    environment: 'node',
    globalSetup: ['e2e/support/requirements.ts'],
    // One browser and one platform: what one file deploys, another must not see half done.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
})
