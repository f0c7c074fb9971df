// Whoever makes an account shows that the address is theirs before they get in.

import { field, logIn, open, scripts, toast, userMenu } from '../support/console.ts';
import { mailed, mails } from '../support/mails.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

test.use({ registration: 'open', settings: { ROSTER_REGISTRATION_REQUIRE_EMAIL_VALIDATION: 'true' } });

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function register(page: Page, userId: string, email: string): Promise<void> {
  await open(page, '/register');
  await field(page, 'User ID').fill(userId);
  await field(page, 'Email address').fill(email);
  await field(page, 'Password').fill(PASSWORD);
  await field(page, 'Confirm password').fill(PASSWORD);
  await press(page, 'Make an account');
  await expect(toast(page)).toContainText('Open the link in the mail that is on its way, then log in.');
}

/** Opens the link of a mail, or without scripts types what stands in it. */
async function validate(page: Page, reference: string, code: string): Promise<void> {
  await open(page, `/validate#reference=${reference}&token=${code}`);
  if (!scripts()) {
    await field(page, 'Reference').fill(reference);
    await field(page, 'One-time code').fill(code);
  }
  await expect(field(page, 'Reference')).toHaveValue(reference);
  await expect(field(page, 'One-time code')).toHaveValue(code);
  if (scripts()) expect(page.url()).not.toContain(code);
  await press(page, 'Confirm the address');
}

test('the link in the mail opens the way in', async ({ guard, page, server }) => {
  await register(page, 'nora', 'nora@example.com');
  const link = /\/validate#reference=([A-Z2-7]{39})&token=([A-Z2-7]{52})/;
  const [reference = '', code = ''] = await mailed(server.folder, 'nora@example.com', link);
  await logIn(page, 'nora', PASSWORD);
  await expect(page.getByRole('alert')).toContainText('Confirm your email address first');
  await validate(page, reference, code);
  await expect(toast(page)).toContainText('The email address is confirmed.');
  await logIn(page, 'nora', PASSWORD);
  await expect(userMenu(page)).toContainText('nora');

  await page.goto('about:blank');
  await guard.expectingRefusal(() => validate(page, reference, code), 422);
  await expect(page.getByRole('alert')).toContainText('This code was used already');
});

test('an address that is taken is answered as one that is not, and its owner is mailed', async ({ client, page, server }) => {
  await client.addUser({ user_id: 'nora', password: PASSWORD });
  await register(page, 'eve', 'Nora@example.com');
  await mailed(server.folder, 'nora@example.com', /(You have one already: nora)/);
  expect(await mails(server.folder, 'Nora@example.com')).toEqual([]);
});
