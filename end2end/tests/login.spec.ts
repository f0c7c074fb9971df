// Logging in and out, and what the session's cookie is worth.

import { Client } from '../support/client.ts';
import { errorOf, field, here, live, logIn, open, openUserMenu, scripts, toast } from '../support/console.ts';
import { COOKIE, expect, type Page, PASSWORD, plant, test } from '../support/test.ts';

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

async function cookie(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  return cookies.find(({ name }) => name === COOKIE)?.value ?? '';
}

test.describe('on a new server', () => {
  test.use({ world: 'nobody' });

  test('the link of the first admin sets the password, once', async ({ server, page, guard }) => {
    const told = await server.run(['admin', 'create', '--user-id', 'admin', '--email', 'admin@example.com']);
    const link = new RegExp(`${server.url}/update-password#\\S+`).exec(told)?.[0] ?? '';
    const code = link.split('#')[1] ?? '';
    expect(code.length, told).toBeGreaterThanOrEqual(43);
    await server.start();

    await open(page, link);
    if (scripts()) {
      await expect(page).toHaveURL('/update-password');
      await expect(field(page, 'One-time code')).toHaveValue(code);
    } else {
      await field(page, 'One-time code').fill(code);
    }
    const fill = async (confirm: string) => {
      await field(page, 'Password').fill(PASSWORD);
      await field(page, 'Confirm password').fill(confirm);
    };
    await fill('something else');
    await guard.expectingRefusal(() => page.getByRole('button', { name: 'Set password' }).click());
    expect(await errorOf(field(page, 'Confirm password'))).toBe('The two passwords differ. Type it again.');
    if (!scripts()) {
      // A secret is not written back into the page.
      await expect(field(page, 'One-time code')).toHaveValue('');
      await field(page, 'One-time code').fill(code);
    }
    await fill(PASSWORD);
    await page.getByRole('button', { name: 'Set password' }).click();
    await expect(page).toHaveURL(/^[^#]*\/login\?done=password&user=admin$/);
    await expect(toast(page)).toHaveText(/admin\s+Password set\./);
    await live(page);
    await logIn(page);
    await expect(heading(page, 'Overview')).toBeVisible();

    await open(page, link);
    if (!scripts()) await field(page, 'One-time code').fill(code);
    await fill(PASSWORD);
    await guard.expectingRefusal(() => page.getByRole('button', { name: 'Set password' }).click(), 401);
    expect(await errorOf(field(page, 'One-time code'))).toMatch(/^This code is not valid: it was used already/);
  });
});

test('one logs in by the address too, in any case', async ({ page }) => {
  await open(page, '/login');
  await logIn(page, 'Admin@Example.com');
  await expect(heading(page, 'Overview')).toBeVisible();
});

test('a wrong password and an unknown user are told the same', async ({ page, client }) => {
  await client.addUser({ user_id: 'colleague' });
  const told: string[] = [];
  for (const [who, password] of [
    ['admin', 'wrong password 1'],
    ['colleague', `${PASSWORD} `],
    ['nobody-at-all', PASSWORD],
    ['nobody@example.com', PASSWORD],
    ['%', PASSWORD],
  ] as const) {
    await open(page, '/login');
    await logIn(page, who, password);
    await expect(page).toHaveURL(/\/login\?flash=/);
    told.push(await page.locator('.notice').innerText());
    await expect(page.getByLabel('User ID or email')).toHaveValue(who);
    await expect(field(page, 'Password')).toHaveValue('');
    await expect(field(page, 'Password')).toBeFocused();
  }
  expect(new Set(told)).toEqual(new Set(['The user ID or the password is not right.']));
  expect(await cookie(page)).toBe('');
});

test('after three wrong passwords one waits, but not in a browser that is known', async ({ page, client, browserOf }) => {
  await client.addUser({ user_id: 'colleague' });
  const known = await browserOf();
  await open(known, '/login');
  await logIn(known, 'colleague');
  await expect.poll(() => cookie(known)).not.toBe('');
  await known.context().clearCookies({ name: COOKIE });
  for (const told of [...Array<RegExp>(3).fill(/is not right\.$/), /^Too many wrong passwords\. Try again in \d+ seconds/]) {
    await open(page, '/login');
    await logIn(page, 'colleague', 'wrong password 1');
    await expect(page.locator('.notice')).toHaveText(told);
  }
  await open(page, '/login');
  await logIn(page, 'colleague');
  await expect(page.locator('.notice')).toHaveText(/^Too many wrong passwords/);
  expect(await cookie(page)).toBe('');
  await open(known, '/login');
  await logIn(known, 'colleague');
  await expect.poll(() => cookie(known)).not.toBe('');
});

test('who is suspended is told so, after the right password only', async ({ page, client }) => {
  await client.addUser({ user_id: 'colleague' });
  const { version } = await client.user('colleague');
  await client.post('users/update', {
    user_id: 'colleague',
    version: String(version),
    base: '{}',
    state: 'suspended',
    state_description: 'Lost a laptop.',
  });
  await open(page, '/login');
  await logIn(page, 'colleague', 'wrong password 1');
  await expect(page.locator('.notice')).toHaveText('The user ID or the password is not right.');
  await live(page);
  await logIn(page, 'colleague');
  await expect(page.locator('.notice')).toHaveText('Your account is suspended. Ask an administrator. (Lost a laptop.)');
  expect(await cookie(page)).toBe('');
});

test('who is suspended is out at once, on every page', async ({ browserOf, client }) => {
  await client.addUser({ user_id: 'colleague' });
  const own = await client.logIn('colleague');
  const page = await browserOf(own);
  await open(page, '/account');
  await client.post('users/state', { user_id: 'colleague', state: 'suspended' });
  expect(await own.isLoggedIn()).toBe(false);
  await open(page, '/account/sessions');
  await expect(page).toHaveURL('/login?n=%2Faccount%2Fsessions');
});

test('after the log-in one is where one wanted to go', async ({ page }) => {
  await open(page, '/users?q=ad&order=-name');
  await expect(page).toHaveURL('/login?n=%2Fusers%3Fq%3Dad%26order%3D-name');
  await logIn(page, 'admin', 'wrong password 1');
  await expect(page.locator('.notice')).toBeVisible();
  await live(page);
  await logIn(page);
  await expect(page).toHaveURL('/users?q=ad&order=-name');
  await expect(heading(page, 'User management')).toBeVisible();
});

for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example/', '/%09/evil.example', 'javascript:alert(1)']) {
  test(`the log-in goes nowhere else for ${next}`, async ({ page, server }) => {
    await open(page, `/login?n=${encodeURIComponent(next)}`);
    await logIn(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page).toHaveURL('/');
    expect(new URL(page.url()).origin).toBe(server.url);
  });
}

test('who logs out is out, and the old cookie is dead', async ({ page, server, context }) => {
  await open(page, '/login');
  await logIn(page);
  await expect(heading(page, 'Overview')).toBeVisible();
  await live(page);
  const old = await cookie(page);
  expect(await new Client(server.url, old).isLoggedIn()).toBe(true);
  const menu = await openUserMenu(page);
  await menu.getByRole('button', { name: 'Log out' }).click();
  await expect(page).toHaveURL('/login');
  expect(await cookie(page)).toBe('');
  for (let attempt = 0; attempt < 20; attempt += 1) {
    expect((await new Client(server.url, old).send('GET', 'users/list', { limit: '20' })).status).toBe(401);
  }
  await plant(context, old);
  await open(page, '/users');
  await expect(page).toHaveURL('/login?n=%2Fusers');
  // Nor does Back show what one saw before.
  await page.goBack();
  await expect(heading(page, 'User management')).toHaveCount(0);
});

test('the cookie is for this server’s pages alone, and not for scripts', async ({ page, context, server }) => {
  await open(page, '/login');
  const posted = page.waitForResponse((response) => response.url().endsWith('/fn/sessions/create'));
  await logIn(page);
  const header = (await (await posted).headersArray()).filter(({ name }) => name.toLowerCase() === 'set-cookie');
  expect(header).toHaveLength(2);
  for (const [number, name] of [COOKIE, '__Host-device'].entries()) {
    const [value = '', ...attributes] = (header[number]?.value ?? '').split('; ');
    expect(value).toMatch(new RegExp(`^${name}=[A-Za-z0-9_-]{43}$`));
    expect(attributes.filter((attribute) => !attribute.startsWith('Max-Age=')).sort()).toEqual([
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
  }
  await expect(heading(page, 'Overview')).toBeVisible();
  const kept = { domain: 'localhost', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' };
  const byName = (await context.cookies(server.url)).sort((one, other) => one.name.localeCompare(other.name));
  expect(byName).toMatchObject([
    { name: '__Host-device', ...kept },
    { name: COOKIE, ...kept },
  ]);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('a planted cookie is worth nothing, and another one comes at the log-in', async ({ page, context, server }) => {
  const planted = 'A'.repeat(43);
  await plant(context, planted);
  await open(page, '/users');
  await expect(page).toHaveURL(/\/login/);
  await logIn(page);
  await expect(page).toHaveURL('/users');
  const own = await cookie(page);
  expect(own).not.toBe(planted);
  expect(await new Client(server.url, own).isLoggedIn()).toBe(true);
  expect(await new Client(server.url, planted).isLoggedIn()).toBe(false);
});

test('a session that somebody else planted ends, and does not become one’s own', async ({ page, context, client }) => {
  await client.addUser({ user_id: 'mallory' });
  const mallory = await client.logIn('mallory');
  await plant(context, mallory.cookie);
  await open(page, '/login');
  await logIn(page);
  await expect(heading(page, 'Overview')).toBeVisible();
  expect(await cookie(page)).not.toBe(mallory.cookie);
  expect(await mallory.isLoggedIn()).toBe(false);
});

test('who asks to be kept logged in is kept for longer without use', async ({ page, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(page, '/login');
  await page.getByLabel(/^Keep me logged in/).check();
  await logIn(page, 'colleague');
  await expect(heading(page, 'Your account')).toBeVisible();
  await open(page, '/account/sessions');
  const ends = await page.locator('td[data-label="Ends unless used"] time').getAttribute('datetime');
  const hours = (new Date(ends ?? '').getTime() - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(7);
  expect(hours).toBeLessThan(8.1);
});

test('who is no admin comes to their own account', async ({ page, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(page, '/login');
  await logIn(page, 'colleague');
  await expect(heading(page, 'Your account')).toBeVisible();
  expect(here(page)).toBe('/account');
});
