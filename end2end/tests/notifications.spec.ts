// What users are told of what happens to their account, on a page and by mail.

import { field, logIn, open, toast } from '../support/console.ts';
import { mailed, mails } from '../support/mails.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

const told = (page: Page) => page.getByRole('table', { name: 'Notifications' }).locator('tbody tr');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Has the password changed once more, which is told. */
async function change(page: Page, from: string, to: string): Promise<void> {
  await open(page, '/account/password');
  await field(page, 'Current password').fill(from);
  await field(page, 'Password').fill(to);
  await field(page, 'Confirm password').fill(to);
  await page.locator('main form').getByRole('button').last().click();
  await expect(toast(page)).toContainText('Password set.');
}

test('a new password is told and mailed, until that is not wanted', async ({ client, page, server }) => {
  await client.addUser({ user_id: 'nora', password: PASSWORD });
  await open(page, '/login');
  await logIn(page, 'nora', PASSWORD);
  await change(page, PASSWORD, 'another good password');
  await mailed(server.folder, 'nora@example.com', /(The password of nora)/);

  await open(page, '/account/notifications');
  await expect(told(page)).toHaveCount(1);
  await expect(told(page).first()).toContainText('Your password was changed');
  await expect(told(page).first()).toContainText('New');
  await press(page, 'Mark as read: Your password was changed');
  await expect(told(page).first()).not.toContainText('New');

  await page.getByLabel('my password is changed').uncheck();
  await press(page, 'Save changes');
  await expect(toast(page)).toContainText('Changes saved.');
  await expect(page.getByLabel('my password is changed')).not.toBeChecked();
  await change(page, 'another good password', PASSWORD);
  await open(page, '/account/notifications');
  await expect(told(page)).toHaveCount(2);
  await press(page, 'Mark all as read');
  await expect(page.getByRole('button', { name: 'Mark all as read' })).toHaveCount(0);
  expect(await mails(server.folder, 'nora@example.com')).toHaveLength(1);
});
