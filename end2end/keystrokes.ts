// Types into the search field of a running server, and notes how long each key takes to show its rows.

import { writeFileSync } from 'node:fs';

import { test } from '@playwright/test';

import { plant } from './support/test.ts';

const { ROSTER_URL = '', ROSTER_COOKIE = '', OUTPUT = '' } = process.env;
/** One, two and more letters; common and rare; found in IDs, names, addresses and descriptions. */
const WORDS = ['maria-7', 'chen', 'harbour', 'northgrid', 'zh', '-4711'];

test('keys to rows', async ({ context, page }) => {
  await plant(context, ROSTER_COOKIE.slice(ROSTER_COOKIE.indexOf('=') + 1));
  const times: number[] = [];
  for (const word of WORDS) {
    await page.goto(`${ROSTER_URL}/users`);
    const box = page.getByRole('searchbox');
    await box.press('End');
    for (const key of word) {
      // The clock of the page runs from the key to the frame in which the rows of its search stand.
      const shown = page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const input = document.querySelector<HTMLInputElement>('#q');
            const rows = document.querySelector('main');
            if (!input || !rows) throw new Error('no list');
            let pressed = 0;
            input.addEventListener('input', () => (pressed = performance.now()), { once: true });
            const watch = new MutationObserver(() => {
              const asked = new URLSearchParams(location.search).get('q');
              if (pressed === 0 || asked !== input.value || !document.querySelector('tbody mark, .empty')) return;
              watch.disconnect();
              requestAnimationFrame(() => resolve(performance.now() - pressed));
            });
            watch.observe(rows, { childList: true, subtree: true, characterData: true });
          }),
      );
      await page.evaluate(() => undefined);
      await box.press(key);
      times.push(await shown);
    }
  }
  writeFileSync(OUTPUT, JSON.stringify(times));
});
