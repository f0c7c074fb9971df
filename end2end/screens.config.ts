import { defineConfig } from '@playwright/test';

import { CHROMIUM } from './support/chromium.ts';

/** Not tests: these take the pictures in docs/screens. */
export default defineConfig({
  testDir: '.',
  testMatch: 'screens.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  reporter: [['list']],
  globalSetup: './support/empty_screens.ts',
  use: { ...CHROMIUM, locale: 'en-GB', timezoneId: 'UTC' },
});
