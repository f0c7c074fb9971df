// People who wait for approval, and what an admin decides about them.

import { field, open, toast } from '../support/console.ts';
import { mails } from '../support/mails.ts';
import { expect, type Page, test } from '../support/test.ts';

const row = (page: Page, id: string) =>
  page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: id, exact: true }) });

test('an admin rejects one and approves the others, who are told', async ({ admin, client, guard, server }) => {
  for (const user_id of ['nora', 'otto', 'zoe']) await client.addUser({ user_id, state: 'requested', name: 'Nora Quill' });
  await open(admin, '/users');
  await admin.getByRole('link', { name: 'Waiting for approval' }).click();
  await expect(admin.getByText('3 people wait for approval')).toBeVisible();
  await expect(row(admin, 'nora')).toContainText('example.com');
  await expect(row(admin, 'nora')).toContainText('otto');

  await guard.expectingRefusal(() => admin.getByRole('button', { name: 'Approve' }).click());
  await expect(admin.getByText('Choose 1 to 100 of those who wait.').first()).toBeVisible();

  await admin.getByRole('checkbox', { name: 'zoe' }).check();
  await field(admin, 'Reason for the state').fill('We do not know you.');
  await admin.getByRole('button', { name: 'Reject' }).click();
  await expect(toast(admin)).toContainText('It is done, and they are told.');
  await expect(row(admin, 'zoe')).toHaveCount(0);
  for (const id of ['nora', 'otto']) await admin.getByRole('checkbox', { name: id }).check();
  await admin.getByRole('button', { name: 'Approve' }).click();
  await expect(admin.getByText('Nobody waits for approval.')).toBeVisible();
  expect(await client.user('nora')).toMatchObject({ state: 'Approved' });
  expect(await client.user('zoe')).toMatchObject({ state: 'Rejected', state_description: 'We do not know you.' });
  await expect.poll(async () => (await mails(server.folder, 'zoe@example.com')).join()).toContain('We do not know you.');
});
