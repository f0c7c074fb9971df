// Whoever has forgotten a password is mailed a code, and chooses another.

import { errorOf, field, logIn, open, scripts, toast, userMenu } from '../support/console.ts';
import { mails } from '../support/mails.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

const OTHER = 'another good password';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Asks for a mail by the link on the page to log in. */
async function ask(page: Page, login: string): Promise<void> {
  await open(page, '/login');
  await page.getByRole('link', { name: 'Forgot password?', exact: true }).click();
  await expect(page).toHaveURL('/forgot-password');
  await field(page, 'User ID or email').fill(login);
  await press(page, 'Mail me a link');
  await expect(toast(page)).toContainText('If there is such an account, a mail is on its way.');
}

/** The code in the one mail that an address was sent. */
async function mailed(folder: string, email: string): Promise<string> {
  let code = '';
  await expect
    .poll(async () => {
      code = /\/update-password#([\w-]+)/.exec((await mails(folder, email)).join())?.[1] ?? '';
      return code;
    })
    .toMatch(/^[\w-]{43}$/);
  return code;
}

/** Opens the link of a mail, or without scripts types its code, and chooses a password. */
async function choose(page: Page, code: string, password: string): Promise<void> {
  await open(page, `/update-password#${code}`);
  if (!scripts()) await field(page, 'One-time code').fill(code);
  await expect(field(page, 'One-time code')).toHaveValue(code);
  if (scripts()) expect(page.url()).not.toContain(code);
  await field(page, 'Password').fill(password);
  await field(page, 'Confirm password').fill(password);
  await press(page, 'Set password');
}

test('who has forgotten a password chooses another by the link in the mail, once', async ({ client, guard, page, server }) => {
  await client.addUser({ user_id: 'nora', password: PASSWORD });
  await ask(page, 'nora@example.com');
  const code = await mailed(server.folder, 'nora@example.com');
  await choose(page, code, OTHER);
  await expect(toast(page)).toContainText('Password set.');
  await logIn(page, 'nora', OTHER);
  await expect(userMenu(page)).toContainText('nora');

  await guard.expectingRefusal(() => choose(page, code, PASSWORD), 401);
  expect(await errorOf(field(page, 'One-time code'))).toMatch(/^This code is not valid/);
});

test('who is not there is told the same, and nobody is mailed', async ({ client, page, server }) => {
  await client.addUser({ user_id: 'nora', password: PASSWORD });
  await ask(page, 'nobody@example.com');
  await ask(page, 'nora');
  await mailed(server.folder, 'nora@example.com');
  expect(await mails(server.folder, 'nobody@example.com')).toEqual([]);
});
