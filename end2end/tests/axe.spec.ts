// Everybody can use every page: axe finds nothing, in both themes, on a desk and on a phone; nothing scrolls sideways.

import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext } from '@playwright/test';

import { field, live, logIn, open, openUserMenu, row, scripts } from '../support/console.ts';
import type { Guard } from '../support/guard.ts';
import { expect, type Page, test } from '../support/test.ts';

// axe is a script itself: without scripts means here without those of the console.
test.use({ world: 'people', javaScriptEnabled: true });

async function silence(context: BrowserContext): Promise<void> {
  const nothing = { contentType: 'text/javascript', body: '' };
  if (!scripts()) await context.route('**/pkg/loader.*', (route) => route.fulfill(nothing));
}

test.beforeEach(({ context }) => silence(context));

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** What axe finds in the page as it is, as short as a person can act on it. */
async function found(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({
    runOnly: { type: 'tag', values: TAGS },
    // Not yet on by itself.
    rules: { 'target-size': { enabled: true } },
  });
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary?.replace(/\s+/g, ' ')}`),
  );
}

/** How far the page is too wide, and by what. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > clientWidth);
    return [`${scrollWidth} > ${clientWidth}`, ...wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 160))];
  });
}

/** The page in both themes and widths. */
async function check(page: Page): Promise<void> {
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await test.step(`${width} px, ${colorScheme}`, async () => {
        expect.soft(await found(page), `axe at ${width} px, ${colorScheme}`).toEqual([]);
        expect.soft(await tooWide(page), `sideways at ${width} px`).toEqual([]);
      });
    }
  }
}

/** Pages of the admin that only need to be opened. */
const PAGES: Record<string, string> = {
  'the overview': '/',
  'the list of users': '/users',
  'a search with matches': '/users?q=an&order=-created_at',
  'a list limited to a state': '/users?state=suspended',
  'a search without matches': '/users?q=nobody-at-all',
  'a page behind the last': '/users?page=99',
  'the deleted users': '/users?tab=deleted',
  'a search for deleted users without matches': '/users?tab=deleted&q=nobody-at-all',
  'the form for a new user': '/users/new',
  'a user': '/users/maria-gonzalez',
  'the activity of a user': '/users/maria-gonzalez/activity',
  'the form for a temporary password': '/users/maria-gonzalez/password',
  'the reserved IDs': '/reserved-ids',
  'a suspended user': '/users/quentin-moreau',
  'a user who was just suspended': '/users/quentin-moreau?done=suspended&was=approved&was_admin=',
  'the dialog that deletes': '/users/maria-gonzalez?dialog=delete',
  'a deleted user': '/users/peter-vogel',
  'the dialog that purges': '/users/peter-vogel?dialog=purge',
  'the profile': '/account',
  'the form for a new password': '/account/password',
  'the sessions': '/account/sessions',
  'the API keys': '/account/api-keys',
};

for (const [name, path] of Object.entries(PAGES)) {
  test(`${name} is for everybody`, async ({ admin }) => {
    await open(admin, path);
    await check(admin);
  });
}

test('the description of the API is for everybody', async ({ page }) => {
  // It has no scripts, so there is nothing to wait for.
  await page.goto('/api/docs');
  await check(page);
});

test('the log-in is for everybody', async ({ page }) => {
  await open(page, '/login?n=%2Fusers');
  await check(page);
});

test('a refused log-in is for everybody', async ({ page }) => {
  await open(page, '/login');
  await logIn(page, 'nobody-at-all', 'wrong');
  await expect(page.locator('.notice')).toBeVisible();
  await check(page);
});

test('the form for a forgotten password is for everybody', async ({ page, guard }) => {
  await open(page, '/update-password');
  await check(page);
  await field(page, 'Password').fill('short');
  await guard.expectingRefusal(() => page.getByRole('button', { name: 'Set password' }).click());
  await expect(page.locator('.notice')).toBeVisible();
  await check(page);
});

async function refused(page: Page, guard: Guard, button: string): Promise<void> {
  await guard.expectingRefusal(() => page.getByRole('button', { name: button, exact: true }).click());
  await expect(page.locator('.notice')).toBeVisible();
  await live(page);
}

test('a form with errors is for everybody', async ({ admin, guard }) => {
  await open(admin, '/users/new');
  await field(admin, 'User ID').fill('No ID');
  await field(admin, 'Email address').fill('nowhere');
  await field(admin, 'Password').fill('short');
  await refused(admin, guard, 'Add user');
  await check(admin);
});

test('a form whose ID is reserved is for everybody', async ({ admin, guard }) => {
  await open(admin, '/users/new');
  await field(admin, 'User ID').fill('peter-vogel');
  await field(admin, 'Email address').fill('ada.okafor@northgrid.example');
  await field(admin, 'Password').fill('correct horse battery');
  await field(admin, 'Confirm password').fill('correct horse battery');
  await refused(admin, guard, 'Add user');
  await check(admin);
});

test('a conflict is for everybody', async ({ admin, client, guard }) => {
  await open(admin, '/users/maria-gonzalez');
  const { version } = await client.user('maria-gonzalez');
  const base = JSON.stringify({ name: '' });
  await client.post('users/update', { user_id: 'maria-gonzalez', version: String(version), base, name: 'Somebody' });
  await field(admin, 'Name').fill('Somebody else');
  await refused(admin, guard, 'Save changes');
  await check(admin);
});

test('the list of reserved IDs is for everybody', async ({ admin, client }) => {
  await client.post('reservations/create', { pattern: 'crew-*', reason: 'for the crew', until: '2199-01-01T00:00' });
  await open(admin, '/reserved-ids');
  await expect(admin.getByRole('row', { name: 'crew-*' })).toBeVisible();
  await check(admin);
});

test('a dialog with an error is for everybody', async ({ admin, guard }) => {
  await open(admin, '/users/peter-vogel?dialog=purge');
  await guard.expectingRefusal(() => admin.getByRole('dialog').getByRole('button', { name: 'Purge' }).click());
  await expect(admin.getByRole('dialog').locator('.field-error')).toBeVisible();
  await check(admin);
});

test('the user menu is for everybody', async ({ admin }) => {
  await open(admin, '/');
  await openUserMenu(admin);
  await check(admin);
});

test('the menu of a row is for everybody', async ({ admin }) => {
  await open(admin, '/users');
  await row(admin, 'ada-okafor').locator('summary').click();
  await expect(admin.getByRole('link', { name: 'Edit' })).toBeVisible();
  await check(admin);
});

test.describe('with nobody there yet', () => {
  test.use({ world: 'admin' });

  test('the last admin is for everybody', async ({ admin }) => {
    await open(admin, '/users/admin');
    await check(admin);
  });

  test('the empty states are for everybody', async ({ admin }) => {
    await open(admin, '/users?tab=deleted');
    await expect(admin.getByRole('heading', { name: 'Nobody is deleted' })).toBeVisible();
    await check(admin);
    await open(admin, '/');
    await check(admin);
  });
});

test('a page that is not there is for everybody', async ({ admin, guard }) => {
  await guard.expecting([404], () => open(admin, '/nowhere'));
  await check(admin);
});

test('a user who is not there is for everybody', async ({ admin, guard }) => {
  await guard.expecting([404], () => open(admin, '/users/nobody-at-all'));
  await check(admin);
});

test('a page that one may not open is for everybody', async ({ browserOf, client, guard }) => {
  const page = await browserOf(await client.logIn('new-user'));
  await silence(page.context());
  await guard.expecting([403], () => open(page, '/users'));
  await check(page);
  await open(page, '/account');
  await check(page);
});
