// One's own API keys: made, shown once, used by a program, changed, ended.

import { field, open, toast } from '../support/console.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

const keys = (page: Page) => page.getByRole('table', { name: 'API keys' }).locator('tbody tr');
const made = (page: Page) => page.locator('.notice code');

const press = (page: Page) => page.getByRole('button', { name: 'Make an API key' }).click();

async function type(page: Page, name: string, rights: string): Promise<void> {
  await open(page, '/account/api-keys');
  await field(page, 'Name').fill(name);
  await field(page, 'Rights').fill(rights);
}

async function make(page: Page, name: string, rights: string): Promise<void> {
  await type(page, name, rights);
  await press(page);
}

/** What the API says to a key. */
async function ask(origin: string, key: string): Promise<number> {
  const answer = await fetch(`${origin}/api/v3/users/admin`, { headers: { Authorization: `Bearer ${key}` } });
  return answer.status;
}

test('a key is shown once, works, and is listed without its secret', async ({ admin, server }) => {
  await make(admin, 'backup', 'RIGHT_USER_INFO');
  await expect(made(admin)).toHaveText(/^NNSXS\.[A-Z2-7]{39}\.[A-Z2-7]{52}$/);
  const key = await made(admin).innerText();
  expect(admin.url()).not.toContain('NNSXS');
  expect(await ask(server.url, key)).toBe(200);
  await open(admin, '/account/api-keys');
  await expect(made(admin)).toHaveCount(0);
  await expect(keys(admin)).toHaveCount(1);
  await expect(keys(admin)).toContainText('backup');
  await expect(keys(admin)).toContainText('RIGHT_USER_INFO');
  expect(await admin.content()).not.toContain(key.split('.')[2]);
});

test('a refused key keeps what was typed', async ({ admin, guard }) => {
  await type(admin, 'backup', 'RIGHT_TO_FLY');
  await guard.expectingRefusal(() => press(admin));
  await expect(admin.locator('#rights-error')).toContainText('There is no right “RIGHT_TO_FLY”');
  await expect(field(admin, 'Name')).toHaveValue('backup');
  await field(admin, 'Rights').fill('');
  await guard.expectingRefusal(() => press(admin));
  await expect(admin.locator('#rights-error')).toContainText('Choose at least one right');
});

test('a key is changed, and deleted for good', async ({ admin, server }) => {
  await make(admin, 'backup', 'RIGHT_USER_INFO RIGHT_USER_SETTINGS_BASIC');
  const key = await made(admin).innerText();
  await keys(admin).getByRole('link').click();
  await expect(field(admin, 'Rights')).toHaveValue('RIGHT_USER_INFO\nRIGHT_USER_SETTINGS_BASIC');
  await field(admin, 'Name').fill('nightly backup');
  await field(admin, 'Rights').fill('RIGHT_USER_INFO');
  await admin.getByRole('button', { name: 'Save changes' }).click();
  await expect(toast(admin)).toContainText('Changes saved.');
  await expect(keys(admin)).toContainText('nightly backup');
  await expect(keys(admin)).not.toContainText('RIGHT_USER_SETTINGS_BASIC');
  await keys(admin).getByRole('link').click();
  await admin.getByRole('button', { name: 'Delete the key' }).click();
  await expect(toast(admin)).toContainText('The key is deleted.');
  await expect(keys(admin)).toHaveCount(0);
  expect(await ask(server.url, key)).toBe(401);
});

test.describe('long after the log-in', () => {
  test.use({ recent: '1s' });

  test('a key that may do everything asks for the password', async ({ admin, guard }) => {
    const begun = Date.now();
    await type(admin, 'everything', 'RIGHT_ALL');
    await expect.poll(() => Date.now() - begun).toBeGreaterThan(1_000);
    await guard.expectingRefusal(() => press(admin), 403);
    await field(admin, 'Your own password').fill(PASSWORD);
    await press(admin);
    await expect(made(admin)).toHaveText(/^NNSXS/);
  });
});
