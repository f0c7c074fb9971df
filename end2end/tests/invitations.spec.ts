// An admin invites, a mail arrives, and whoever was invited makes an account of their own.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { errorOf, field, logIn, open, scripts, toast, userMenu } from '../support/console.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

test.use({ registration: 'invitation' });

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const invited = (page: Page, email: string) =>
  page.getByRole('table', { name: 'Invitations' }).locator('tbody tr').filter({ hasText: email });

async function invite(page: Page, emails: string): Promise<void> {
  await open(page, '/users/invitations');
  await field(page, 'Email addresses').fill(emails);
  await press(page, 'Invite people');
  await expect(toast(page)).toContainText('on their way');
}

/** The code in the one mail that an address was sent. */
async function mailed(folder: string, email: string): Promise<string> {
  let code = '';
  await expect
    .poll(async () => {
      const names = await readdir(join(folder, 'mails')).catch(() => []);
      const files = names.filter((name) => name.endsWith('.eml'));
      const mails = await Promise.all(files.map((name) => readFile(join(folder, 'mails', name), 'utf8')));
      // Long lines are broken by `=`, and `=` itself is written as a number.
      const mine = mails.map((mail) => mail.replaceAll('=\r\n', '')).filter((mail) => mail.includes(`To: ${email}`));
      code = /\/register#([A-Z2-7]+)/.exec(mine.join())?.[1] ?? '';
      return code;
    })
    .toMatch(/^[A-Z2-7]{52}$/);
  return code;
}

/** Opens the link of a mail; without scripts, types its code. */
async function follow(page: Page, code: string): Promise<void> {
  // Of the page that is open already, another fragment would load nothing.
  await page.goto('about:blank');
  await open(page, `/register#${code}`);
  if (!scripts()) await field(page, 'One-time code').fill(code);
  await expect(field(page, 'One-time code')).toHaveValue(code);
  expect(page.url()).not.toContain(scripts() ? code : 'code=');
}

async function register(page: Page, userId: string): Promise<void> {
  await field(page, 'User ID').fill(userId);
  await field(page, 'Email address').fill(`${userId}@example.com`);
  await field(page, 'Password').fill(PASSWORD);
  await field(page, 'Confirm password').fill(PASSWORD);
  await press(page, 'Make an account');
}

test('who is invited makes an account by the link in the mail, and logs in', async ({ admin, browserOf, server }) => {
  await invite(admin, 'nora@example.com, omar@example.com');
  await expect(invited(admin, 'nora@example.com')).toContainText('Pending');
  await expect(invited(admin, 'omar@example.com')).toContainText('Pending');

  const nora = await browserOf(undefined, { javaScriptEnabled: scripts() });
  await follow(nora, await mailed(server.folder, 'nora@example.com'));
  await register(nora, 'nora');
  await expect(toast(nora)).toContainText('has an account');
  await logIn(nora, 'nora');
  await expect(userMenu(nora)).toContainText('nora');

  await open(admin, '/users/invitations');
  await expect(invited(admin, 'nora@example.com')).toContainText('Accepted');
  await expect(invited(admin, 'nora@example.com').getByRole('button')).toHaveCount(0);
});

test('a code that was used, revoked or cut short opens nothing, and says what to do', async ({
  admin,
  browserOf,
  guard,
  server,
}) => {
  await invite(admin, 'nora@example.com omar@example.com');
  const [used, revoked] = [await mailed(server.folder, 'nora@example.com'), await mailed(server.folder, 'omar@example.com')];
  const guest = await browserOf(undefined, { javaScriptEnabled: scripts() });
  await follow(guest, used);
  await register(guest, 'nora');
  await expect(toast(guest)).toContainText('has an account');
  await press(admin, 'Revoke: omar@example.com');
  await expect(toast(admin)).toContainText('revoked');

  const refused = async (code: string, status?: number): Promise<string> => {
    await follow(guest, code);
    await guard.expectingRefusal(() => register(guest, 'omar'), status);
    return errorOf(field(guest, 'One-time code'));
  };
  expect(await refused(used)).toContain('used already');
  expect(await refused(revoked, 404)).not.toBe('');
  expect(await refused(used.slice(0, 51), 404)).not.toBe('');
  await open(admin, '/users');
  await expect(admin.getByRole('link', { name: 'omar', exact: true })).toHaveCount(0);
});

test('an address that is invited already is named, and the others are invited', async ({ admin, guard }) => {
  await invite(admin, 'nora@example.com');
  await field(admin, 'Email addresses').fill('nora@example.com omar@example.com');
  await guard.expectingRefusal(() => press(admin, 'Invite people'));
  await expect(admin.locator('#emails-error')).toContainText('nora@example.com is invited already');
  await open(admin, '/users/invitations');
  await expect(invited(admin, 'omar@example.com')).toContainText('Pending');
});

test.describe('where registration is closed', () => {
  test.use({ registration: 'closed' });

  test('the page of invitations says that nobody can accept one', async ({ admin }) => {
    await open(admin, '/users/invitations');
    await expect(admin.locator('.notice')).toContainText('Registration is closed');
  });
});
