// Two people edit one user at once: both are told, neither loses anything.

import { errorOf, field, live, open, toast } from '../support/console.ts';
import { expect, type Page, test } from '../support/test.ts';

test.beforeEach(async ({ client }) => {
  await client.addUser({ user_id: 'colleague', name: 'My Colleague', description: 'Sits opposite.' });
});

const save = (page: Page) => page.getByRole('button', { name: 'Save changes' }).click();

/** Two tabs of the same browser on the same user. */
async function twoTabs(admin: Page): Promise<[Page, Page]> {
  const other = await admin.context().newPage();
  for (const tab of [admin, other]) await open(tab, '/users/colleague');
  return [admin, other];
}

test('edits of different fields are both kept, after one was told', async ({ admin, client, guard }) => {
  const [one, two] = await twoTabs(admin);
  await field(one, 'Name').fill('First Name');
  await field(two, 'Description').fill('Moved upstairs.');
  await save(one);
  await expect(toast(one)).toContainText('Changes saved.');

  await guard.expectingRefusal(() => save(two));
  const notice = two.locator('.notice');
  await expect(notice).toContainText('Somebody else changed this user while you were editing.');
  await expect(field(two, 'Description')).toHaveValue('Moved upstairs.');
  expect(await client.user('colleague')).toMatchObject({ name: 'First Name', description: 'Sits opposite.' });

  await live(two);
  await save(two);
  await expect(toast(two)).toContainText('Changes saved.');
  expect(await client.user('colleague')).toMatchObject({ name: 'First Name', description: 'Moved upstairs.' });
  await expect(field(two, 'Name')).toHaveValue('First Name');
});

test('of one field that both edited, what was saved meanwhile is shown beside what was typed', async ({
  admin,
  client,
  guard,
}) => {
  const [one, two] = await twoTabs(admin);
  await field(one, 'Name').fill('Alpha');
  await field(one, 'State').selectOption('Flagged');
  await field(two, 'Name').fill('Beta');
  await field(two, 'State').selectOption('Suspended');
  await field(two, 'Grant admin status').check();
  await save(one);
  await expect(toast(one)).toContainText('Changes saved.');

  await guard.expectingRefusal(() => save(two));
  const name = field(two, 'Name');
  expect(await errorOf(name)).toBe('Meanwhile “Alpha” was saved; saving again replaces it.');
  expect(await errorOf(field(two, 'State'))).toContain('“Flagged”');
  await expect(name).toHaveValue('Beta');
  await expect(field(two, 'State')).toHaveValue('suspended');
  await expect(field(two, 'Grant admin status')).toBeChecked();
  expect(await client.user('colleague')).toMatchObject({ name: 'Alpha', state: 'Flagged', admin: false });

  await live(two);
  await save(two);
  await expect(toast(two)).toContainText('Changes saved.');
  expect(await client.user('colleague')).toMatchObject({ name: 'Beta', state: 'Suspended', admin: true });
});

test('a conflict that comes again is told again', async ({ admin, client, guard }) => {
  const [one, two] = await twoTabs(admin);
  await field(two, 'Name').fill('Mine');
  for (const theirs of ['Alpha', 'Beta']) {
    await open(one, '/users/colleague');
    await field(one, 'Name').fill(theirs);
    await save(one);
    await expect(toast(one)).toContainText('Changes saved.');
    await live(two);
    await guard.expectingRefusal(() => save(two));
    await expect(two.locator('#name-error')).toContainText(`“${theirs}”`);
    await expect(field(two, 'Name')).toHaveValue('Mine');
  }
  await live(two);
  await save(two);
  await expect(toast(two)).toContainText('Changes saved.');
  expect(await client.user('colleague')).toMatchObject({ name: 'Mine' });
});

test('one saves again and again without a conflict with oneself', async ({ admin, client }) => {
  await open(admin, '/users/colleague');
  for (const name of ['One', 'Two', 'Three']) {
    await field(admin, 'Name').fill(name);
    await save(admin);
    await expect(admin.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(toast(admin)).toContainText('Changes saved.');
    await live(admin);
  }
  expect(await client.user('colleague')).toMatchObject({ name: 'Three' });
});

test('who edits a user whom somebody deletes is told so', async ({ admin, client, guard }) => {
  await open(admin, '/users/colleague');
  await field(admin, 'Description').fill('A long text that took a while.');
  await client.deleteUser('colleague');
  await guard.expectingRefusal(() => save(admin), 404);
  await expect(admin.locator('.notice')).toContainText('There is no user “colleague”.');
});

test('one’s own profile is told of a change by an admin', async ({ browserOf, client, guard }) => {
  const own = await browserOf(await client.logIn('colleague'));
  await open(own, '/account');
  const { version } = await client.user('colleague');
  const base = JSON.stringify({ name: 'My Colleague' });
  await client.post('users/update', { user_id: 'colleague', version: String(version), base, name: 'By admin' });
  await field(own, 'Name').fill('By myself');
  await guard.expectingRefusal(() => save(own));
  expect(await errorOf(field(own, 'Name'))).toContain('“By admin”');
  await expect(field(own, 'Name')).toHaveValue('By myself');
  await live(own);
  await save(own);
  await expect(toast(own)).toContainText('Changes saved.');
  expect(await client.user('colleague')).toMatchObject({ name: 'By myself', description: 'Sits opposite.' });
});
