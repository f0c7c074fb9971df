// The pictures in docs/screens: every page and state, on a desk and on a phone, by day and by night.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { Client } from './support/client.ts';
import { field, live, logIn, open, openUserMenu, row } from './support/console.ts';
import { SCREENS } from './support/empty_screens.ts';
import { expect, type Page, PASSWORD, test } from './support/test.ts';

/** The most bytes of a picture. */
const MOST = 300 * 1024;

test.use({ world: 'people' });

/** Takes the four pictures of the page as it is. */
async function take(page: Page, name: string): Promise<void> {
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() => scrollTo(0, 0));
      const path = join(SCREENS, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true, animations: 'disabled' });
      expect((await stat(path)).size, path).toBeLessThan(MOST);
    }
  }
}

/** Pages of the admin that only need to be opened. */
const PAGES: Record<string, string> = {
  overview: '/',
  users: '/users',
  'users-search': '/users?q=an',
  'users-no-match': '/users?q=zeppelin&state=flagged',
  'users-suspended': '/users?state=suspended',
  'users-deleted': '/users?tab=deleted',
  'user-new': '/users/new',
  user: '/users/maria-gonzalez',
  'user-activity': '/users/maria-gonzalez/activity',
  'user-suspended': '/users/quentin-moreau?done=suspended&was=approved&was_admin=',
  'user-delete': '/users/maria-gonzalez?dialog=delete',
  'user-deleted': '/users/peter-vogel',
  'user-purge': '/users/peter-vogel?dialog=purge',
  'account-profile': '/account',
  'account-password': '/account/password',
};

for (const [name, path] of Object.entries(PAGES)) {
  test(name, async ({ admin }) => {
    await open(admin, path);
    await take(admin, name);
  });
}

test('login', async ({ page }) => {
  await open(page, '/login');
  await take(page, 'login');
  await logIn(page, 'ada-okafor', 'wrong');
  await expect(page.locator('.notice')).toBeVisible();
  await live(page);
  await take(page, 'login-refused');
});

test('update-password', async ({ page }) => {
  await open(page, '/update-password');
  await field(page, 'One-time code').fill('k3RZ0gq7yF2mWcJ9vT1nB8sXhLdQeA4uPjMi6oYtHwE');
  await field(page, 'Password').fill('several words');
  await take(page, 'update-password');
});

test('user-new-errors', async ({ admin, guard }) => {
  await open(admin, '/users/new');
  await field(admin, 'User ID').fill('peter-vogel');
  await field(admin, 'Name').fill('Peter Vogel');
  await field(admin, 'Email address').fill('ada.okafor@northgrid.example');
  await field(admin, 'Password').fill(PASSWORD);
  await field(admin, 'Confirm password').fill(PASSWORD);
  await guard.expectingRefusal(() => admin.getByRole('button', { name: 'Add user' }).click());
  await expect(admin.locator('.notice')).toBeVisible();
  await take(admin, 'user-new-errors');
});

test('user-conflict', async ({ admin, client, guard }) => {
  await open(admin, '/users/carlos-mendes');
  const { version } = await client.user('carlos-mendes');
  const form = { user_id: 'carlos-mendes', version: String(version), base: '{}', state: 'suspended' };
  await client.post('users/update', { ...form, description: 'Traffic was a broken gateway.' });
  await field(admin, 'Description').fill('Unusual uplink volume; asked for logs.');
  await field(admin, 'State').selectOption('Approved');
  await guard.expectingRefusal(() => admin.getByRole('button', { name: 'Save changes' }).click());
  await expect(admin.locator('.notice')).toBeVisible();
  await take(admin, 'user-conflict');
});

test('account-sessions', async ({ admin, client }) => {
  for (const agent of [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15',
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36',
  ]) {
    await new Client(client.origin, '', agent).logIn();
  }
  await open(admin, '/account/sessions');
  await take(admin, 'account-sessions');
});

test('user-menu', async ({ admin }) => {
  await open(admin, '/users');
  await openUserMenu(admin);
  await take(admin, 'user-menu');
});

test('row-menu', async ({ admin }) => {
  await open(admin, '/users?q=ada-okafor');
  await row(admin, 'ada-okafor').locator('summary').click();
  await take(admin, 'row-menu');
});

test('not-found', async ({ admin, guard }) => {
  await guard.expecting([404], () => open(admin, '/nowhere'));
  await take(admin, 'not-found');
});

test('forbidden', async ({ browserOf, client, guard }) => {
  const page = await browserOf(await client.logIn('new-user'));
  await guard.expecting([403], () => open(page, '/users'));
  await take(page, 'forbidden');
});

test.describe('of a server with an admin alone', () => {
  test.use({ world: 'admin' });

  test('user-last-admin', async ({ admin }) => {
    await open(admin, '/users/admin');
    await take(admin, 'user-last-admin');
  });

  test('empty', async ({ admin }) => {
    await open(admin, '/users?tab=deleted');
    await take(admin, 'users-deleted-empty');
    await open(admin, '/');
    await take(admin, 'overview-empty');
  });
});
