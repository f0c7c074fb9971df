import { defineConfig } from '@playwright/test';

import { CHROMIUM } from './support/chromium.ts';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // A test that passes only at the second try has failed.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 120_000,
  // Two browsers and two servers share two cores: what comes late has come all the same.
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    ...CHROMIUM,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Amsterdam',
    // Recording each test would take as long again; `npx playwright test --trace on` records those one asks for.
    screenshot: 'only-on-failure',
  },
  // Whatever can be done without scripts is tested without them too.
  projects: [
    { name: 'scripts', grepInvert: /@plain/ },
    { name: 'plain', grepInvert: /@scripts/, use: { javaScriptEnabled: false } },
  ],
});
