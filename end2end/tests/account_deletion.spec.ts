// Whoever wants to delete their own account is told what becomes of it, and asked for the password.

import { errorOf, field, logIn, open, toast } from '../support/console.ts';
import { expect, PASSWORD, test } from '../support/test.ts';

test('an account is deleted by whose it is', async ({ client, guard, page }) => {
  await client.addUser({ user_id: 'nora', password: PASSWORD });
  await open(page, '/login');
  await logIn(page, 'nora', PASSWORD);
  await open(page, '/account');
  await page.getByRole('link', { name: 'Delete my account' }).click();
  await expect(page).toHaveURL('/account/delete');
  await expect(page.locator('main')).toContainText('The ID stays reserved until an admin purges it');
  const press = () => page.getByRole('button', { name: 'Delete my account' }).click();
  await field(page, 'Your own password').fill('a wrong password');
  await guard.expectingRefusal(press, 401);
  expect(await errorOf(field(page, 'Your own password'))).toMatch(/^This is not your current password/);
  await field(page, 'Your own password').fill(PASSWORD);
  await press();
  await expect(toast(page)).toContainText('Your account is deleted.');
  await expect(page).toHaveURL(/\/login/);
});
