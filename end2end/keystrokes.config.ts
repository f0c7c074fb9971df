import { defineConfig } from '@playwright/test';

import { CHROMIUM } from './support/chromium.ts';

/** Not tests: these measure how long typed keys take to show new rows, for the benches. */
export default defineConfig({
  testDir: '.',
  testMatch: 'keystrokes.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 120_000,
  reporter: [['line']],
  use: { ...CHROMIUM, locale: 'en-GB', timezoneId: 'UTC' },
});
