// What was done to a user, on a page of its own beside the profile.

import { field, live, open } from '../support/console.ts';
import { expect, type Page, test } from '../support/test.ts';

test.beforeEach(async ({ client }) => {
  await client.addUser({ user_id: 'colleague', name: 'My Colleague' });
});

const records = (page: Page) => page.locator('.timeline.activity > li');
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: /Colleague/ }).getByRole('link', { name, exact: true });

test('the page of a user leads to what was done to them, and back', async ({ admin }) => {
  await open(admin, '/users/colleague');
  await expect(tab(admin, 'Profile')).toHaveAttribute('aria-current', 'page');
  await tab(admin, 'Activity').click();
  await expect(admin).toHaveURL('/users/colleague/activity');
  await expect(tab(admin, 'Activity')).toHaveAttribute('aria-current', 'page');
  await expect(admin.getByRole('heading', { level: 1, name: 'My Colleague' })).toBeVisible();
  await expect(records(admin)).toHaveCount(1);
  await expect(records(admin)).toContainText('admin added the user from ');
  await live(admin);
  await tab(admin, 'Profile').click();
  await expect(admin).toHaveURL('/users/colleague');
  await expect(field(admin, 'Name')).toHaveValue('My Colleague');
});

test('each change is told, the newest first, with who made it and what it was', async ({ admin, client }) => {
  const { version } = await client.user('colleague');
  const base = JSON.stringify({ name: 'My Colleague' });
  await client.post('users/update', { user_id: 'colleague', version: String(version), base, name: 'Our Colleague' });
  await client.post('users/state', { user_id: 'colleague', state: 'suspended' });
  await open(admin, '/users/colleague/activity');
  await expect(records(admin)).toHaveCount(3);
  await expect(records(admin).nth(0)).toContainText('admin suspended the user');
  await expect(records(admin).nth(1)).toContainText('admin changed the user');
  await expect(records(admin).nth(1)).toContainText('Name from “My Colleague” to “Our Colleague”');
  await expect(records(admin).nth(2)).toContainText('admin added the user');
});

test('what was done longer ago is on further pages', async ({ admin, client }) => {
  for (let number = 0; number < 60; number++) {
    const state = number % 2 === 0 ? 'flagged' : 'approved';
    await client.post('users/state', { user_id: 'colleague', state });
  }
  await open(admin, '/users/colleague/activity');
  await expect(records(admin)).toHaveCount(50);
  const pages = admin.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name: 'Older' }).click();
  await expect(records(admin)).toHaveCount(11);
  await expect(records(admin).last()).toContainText('added the user');
  await expect(pages.getByRole('link', { name: 'Older' })).toHaveCount(0);
  await live(admin);
  await admin.reload();
  await live(admin);
  await expect(records(admin)).toHaveCount(11);
  await pages.getByRole('link', { name: 'Newest' }).click();
  await expect(admin).toHaveURL('/users/colleague/activity');
  await expect(records(admin)).toHaveCount(50);
});

test('a deleted user has it, too', async ({ admin, client }) => {
  await client.deleteUser('colleague');
  await open(admin, '/users/colleague');
  await tab(admin, 'Activity').click();
  await expect(records(admin).first()).toContainText('admin deleted the user');
});

test('it is for admins only, and only for users there are', async ({ admin, browserOf, client, guard }) => {
  await client.addUser({ user_id: 'somebody' });
  const page = await browserOf(await client.logIn('somebody'));
  await guard.expecting([403], () => open(page, '/users/colleague/activity'));
  await expect(records(page)).toHaveCount(0);
  await guard.expecting([404], () => open(admin, '/users/nobody/activity'));
});
