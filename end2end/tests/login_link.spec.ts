// Whoever is mailed a link logs in by it, once, without a password.

import { field, open, scripts, toast, userMenu } from '../support/console.ts';
import { mailed } from '../support/mails.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

test.use({ settings: { ROSTER_LOGIN_TOKENS_ENABLED: 'true' } });

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Asks for a mail by the link on the page to log in, and reads the code in it. */
async function ask(page: Page, folder: string, login: string, email: string): Promise<string> {
  await open(page, '/login');
  await page.getByRole('link', { name: 'Log in by a mailed link', exact: true }).click();
  await expect(page).toHaveURL('/login-link');
  await field(page, 'User ID or email').fill(login);
  await press(page, 'Mail me a link');
  await expect(toast(page)).toContainText('If there is such an account, a mail is on its way.');
  const [code] = await mailed(folder, email, /\/token-login#token=([A-Z2-7]{52})/);
  return code ?? '';
}

/** Opens the link of a mail, or without scripts types its code. */
async function use(page: Page, code: string): Promise<void> {
  await open(page, `/token-login#token=${code}`);
  if (!scripts()) await field(page, 'One-time code').fill(code);
  await expect(field(page, 'One-time code')).toHaveValue(code);
  if (scripts()) expect(page.url()).not.toContain(code);
  await press(page, 'Log in');
}

test('a mailed link logs in once', async ({ client, page, server, browserOf }) => {
  await client.addUser({ user_id: 'nora', password: PASSWORD });
  const code = await ask(page, server.folder, 'nora', 'nora@example.com');
  await use(page, code);
  await expect(userMenu(page)).toContainText('nora');

  const other = await browserOf();
  await use(other, code);
  await expect(other.getByRole('alert')).toContainText('This login link was used already.');
  await expect(field(other, 'One-time code')).toHaveValue('');
});

test('a code that is none is refused at its field', async ({ page }) => {
  await open(page, '/token-login');
  await field(page, 'One-time code').fill('A'.repeat(52));
  await press(page, 'Log in');
  await expect(page.getByRole('alert')).toContainText('This code is not valid.');
  await expect(field(page, 'One-time code')).toHaveAttribute('aria-invalid', 'true');
});
