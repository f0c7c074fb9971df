// One's own account, and what who is no admin may not see.

import { field, here, live, logIn, open, openUserMenu, row, scripts, toast, userMenu } from '../support/console.ts';
import type { Client } from '../support/client.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

const NEW_PASSWORD = 'an entirely different one';

test.beforeEach(async ({ client }) => {
  await client.addUser({ user_id: 'colleague', name: 'My Colleague', email_validated: true });
});

/** The colleague's page. */
async function colleague(browserOf: (client: Client) => Promise<Page>, client: Client): Promise<Page> {
  return browserOf(await client.logIn('colleague'));
}

test('one changes one’s own profile, and the name on top follows', async ({ browserOf, client }) => {
  const page = await colleague(browserOf, client);
  await open(page, '/account');
  await expect(field(page, 'User ID')).not.toBeEditable();
  await field(page, 'Name').fill('Your Colleague');
  await field(page, 'Description').fill('Sits opposite.');
  await field(page, 'Email address').fill('other@example.com');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(toast(page)).toContainText('Changes saved.');
  await expect(userMenu(page)).toContainText('Your Colleague');
  expect(await client.user('colleague')).toMatchObject({
    name: 'Your Colleague',
    description: 'Sits opposite.',
    primary_email_address: 'other@example.com',
    // A new address is not validated by saying so.
    primary_email_address_validated_at: null,
  });
  await live(page);
  await toast(page).getByRole('link', { name: 'Dismiss' }).click();
  await expect(toast(page)).toHaveCount(0);
  expect(here(page)).toBe('/account');
});

test('a new password ends every other session, and the old one is dead', async ({ browserOf, client }) => {
  const other = await client.logIn('colleague');
  const page = await colleague(browserOf, client);
  const elsewhere = await browserOf(other);
  await open(elsewhere, '/account');
  await open(page, '/account/password');
  await field(page, 'Current password').fill(PASSWORD);
  await field(page, 'Password').fill(NEW_PASSWORD);
  await field(page, 'Confirm password').fill(NEW_PASSWORD);
  await expect(field(page, 'Log out everywhere else')).toBeChecked();
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(toast(page)).toContainText('Password set.');
  expect(await other.isLoggedIn()).toBe(false);
  await open(elsewhere, '/account');
  await expect(elsewhere).toHaveURL('/login?n=%2Faccount');
  await open(page, '/account');
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
  await expect(client.logIn('colleague')).rejects.toThrow('no_user_id_password_match');
  await client.logIn('colleague', NEW_PASSWORD);
});

test('other sessions stay where one says so', async ({ browserOf, client }) => {
  const other = await client.logIn('colleague');
  const page = await colleague(browserOf, client);
  await open(page, '/account/password');
  await field(page, 'Current password').fill(PASSWORD);
  await field(page, 'Password').fill(NEW_PASSWORD);
  await field(page, 'Confirm password').fill(NEW_PASSWORD);
  await field(page, 'Log out everywhere else').uncheck();
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(toast(page)).toContainText('Password set.');
  expect(await other.isLoggedIn()).toBe(true);
});

test('one ends one’s other sessions, one by one and all at once', async ({ browserOf, client }) => {
  const others = [await client.logIn('colleague'), await client.logIn('colleague'), await client.logIn('colleague')];
  const page = await browserOf();
  await open(page, '/login');
  await logIn(page, 'colleague');
  await expect(page).toHaveURL('/account');
  const alive = async () => (await Promise.all(others.map((one) => one.isLoggedIn()))).filter(Boolean).length;
  const rows = page.getByRole('table', { name: 'Sessions' }).locator('tbody tr');
  await open(page, '/account/sessions');
  await expect(rows).toHaveCount(4);
  await expect(rows.filter({ hasText: 'This session' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'This session' })).toContainText('Chrome on Linux');
  await expect(rows.filter({ hasText: 'This session' })).toContainText('127.0.0.1');

  await rows.getByRole('button', { name: /^End the session of/ }).first().click();
  await expect(toast(page)).toContainText('The session has ended.');
  await expect(rows).toHaveCount(3);
  expect(await alive()).toBe(2);
  await live(page);

  await page.getByRole('button', { name: 'End all other sessions' }).click();
  await expect(toast(page)).toContainText('All other sessions have ended.');
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'End all other sessions' })).toHaveCount(0);
  expect(await alive()).toBe(0);
  await live(page);

  await rows.getByRole('button', { name: 'Log out' }).click();
  await expect(page).toHaveURL('/login');
});

test('nobody sees nor ends the sessions of somebody else', async ({ browserOf, client }) => {
  const page = await colleague(browserOf, client);
  await open(page, '/account/sessions');
  await expect(page.getByRole('table', { name: 'Sessions' }).locator('tbody tr')).toHaveCount(1);
  const answer = await client.send('GET', 'sessions/list');
  const [[{ session_id }]] = (await answer.json()) as [[{ session_id: string }]];
  const own = await client.logIn('colleague');
  expect((await own.send('POST', 'sessions/end', { session_id })).status).toBe(404);
  expect(await client.isLoggedIn()).toBe(true);
});

test('the colours one likes are kept with the user', async ({ browserOf, client, page }) => {
  const one = await colleague(browserOf, client);
  await open(one, '/account');
  const html = one.locator('html');
  await expect(html).not.toHaveAttribute('data-theme', /./);
  for (const [word, theme] of [
    ['Dark', 'dark'],
    ['Light', 'light'],
    ['Dark', 'dark'],
  ] as const) {
    const menu = await openUserMenu(one);
    await menu.getByRole('button', { name: word }).click();
    await expect(html).toHaveAttribute('data-theme', theme);
    expect(here(one)).toBe('/account');
    await live(one);
  }
  const scheme = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await scheme(one)).toBe('dark');

  // In another browser, after logging in.
  await open(page, '/login');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', /./);
  await logIn(page, 'colleague');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await scheme(page)).toBe('dark');
  await live(page);
  const menu = await openUserMenu(page);
  await expect(menu.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true');
  await menu.getByRole('button', { name: 'System' }).click();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', /./);
});

test('who is no admin is told which right is missing, and finds no way there', async ({ browserOf, client, guard }) => {
  const page = await colleague(browserOf, client);
  for (const path of ['/users', '/users?tab=deleted', '/users/new', '/users/admin', '/users/colleague?dialog=delete']) {
    await guard.expecting([403], async () => expect(await open(page, path)).toBe(403));
    await expect(page.getByRole('heading', { level: 1, name: 'You may not open this page' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(/admin/);
    await expect(page.getByRole('main')).not.toContainText('admin@example.com');
  }
  const menu = await openUserMenu(page);
  await expect(menu.getByRole('link', { name: 'Profile' })).toBeVisible();
  await expect(menu.getByRole('link', { name: 'User management' })).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' })).toHaveCount(0);
  await page.getByRole('main').getByRole('link', { name: 'Your account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
});

test('what who is no admin may not open, they may not call either', async ({ client }) => {
  const own = await client.logIn('colleague');
  const before = await client.everything();
  for (const [method, name, form] of [
    ['GET', 'users/list', { limit: '20' }],
    ['GET', 'users/get', { user_id: 'admin' }],
    ['GET', 'users/get', { user_id: 'nobody-at-all' }],
    ['GET', 'overview/get', {}],
    ['POST', 'users/create', { user_id: 'mallory', password: PASSWORD, confirm: PASSWORD, state: 'approved', primary_email_address: 'm@example.com' }],
    ['POST', 'users/update', { user_id: 'colleague', base: '{}', admin: 'on' }],
    ['POST', 'users/state', { user_id: 'admin', state: 'suspended' }],
    ['POST', 'users/delete', { user_id: 'admin', how: 'delete' }],
    ['POST', 'users/restore', { user_id: 'admin' }],
    ['POST', 'users/purge', { user_id: 'admin', typed: 'admin' }],
  ] as const) {
    expect((await own.send(method, name, form)).status, name).toBe(403);
  }
  expect(await client.everything()).toBe(before);
});

test('a page that is not there says so, with a way on', async ({ browserOf, client, guard, page }) => {
  const own = await colleague(browserOf, client);
  await guard.expecting([404], async () => expect(await open(own, '/nowhere')).toBe(404));
  await expect(own.getByRole('heading', { level: 1, name: 'Not here' })).toBeVisible();
  await own.getByRole('link', { name: 'Overview' }).last().click();
  await expect(own.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
  // Who is not logged in learns no more.
  await guard.expecting([404], async () => expect(await open(page, '/nowhere')).toBe(404));
});

test('who lost their rights meanwhile is told, and the page of an admin is gone', async ({ browserOf, client, guard }) => {
  await client.addUser({ user_id: 'second-admin', admin: true });
  const page = await browserOf(await client.logIn('second-admin'));
  await open(page, '/users');
  await expect(row(page, 'colleague')).toBeVisible();
  const { version } = await client.user('second-admin');
  await client.post('users/update', { user_id: 'second-admin', version: String(version), base: '{"admin":"on"}' });
  await guard.expecting([403], async () => {
    await row(page, 'colleague').getByRole('link', { name: 'colleague', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'You may not open this page' })).toBeVisible();
  });
});

test('times are told in UTC by the server, and from now by scripts', async ({ browserOf, client }) => {
  const page = await colleague(browserOf, client);
  await open(page, '/account/sessions');
  const time = page.locator('td[data-label=Started] .time');
  await expect(time.locator('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  await expect(time.locator('time')).toHaveText(scripts() ? 'just now' : /^\d{1,2} [A-Z][a-z]{2} \d{4}$/);
  await expect(time.locator('span')).toContainText(/\d\d:\d\d:\d\d UTC$/);
  if (scripts()) await expect(time.locator('span')).toContainText(/^\d\d\/\d\d\/\d{4}, \d\d:\d\d:\d\d · /);
});

test('IDs and addresses are copied by a button @scripts', async ({ admin, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(admin, '/users/colleague');
  await admin.getByRole('button', { name: 'Copy the ID' }).click();
  await expect.poll(() => admin.evaluate(() => navigator.clipboard.readText())).toBe('colleague');
  await open(admin, '/users');
  await admin.getByRole('button', { name: 'Copy the address of colleague' }).click();
  await expect.poll(() => admin.evaluate(() => navigator.clipboard.readText())).toBe('colleague@example.com');
  expect(here(admin)).toBe('/users');
});
