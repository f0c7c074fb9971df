// The seed's page "Managing Users in the Console", step by step.

import { errorOf, field, here, live, logIn, open, openUserMenu, row, search, toast, userMenu } from '../support/console.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

const COLLEAGUE = { id: 'colleague', name: 'My Colleague', email: 'colleague@thethings.example' };

async function fillColleague(page: Page): Promise<void> {
  await field(page, 'User ID').fill(COLLEAGUE.id);
  await field(page, 'Name').fill(COLLEAGUE.name);
  await field(page, 'Email address').fill(COLLEAGUE.email);
  await field(page, 'Password').fill(PASSWORD);
  await field(page, 'Confirm password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Add user' }).click();
}

test('an administrator manages users as the manual says', async ({ page, client, guard }) => {
  await client.addUser({ user_id: 'new-user', name: 'New User' });

  await test.step('log in', async () => {
    await open(page, '/');
    await expect(page).toHaveURL('/login');
    await logIn(page);
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    await live(page);
  });

  await test.step('the name in the top right corner opens a dropdown, and User management the list at once', async () => {
    const box = await userMenu(page).boundingBox();
    expect(box && box.x > 640 && box.y < 60, JSON.stringify(box)).toBe(true);
    await expect(userMenu(page)).toContainText('admin');
    const menu = await openUserMenu(page);
    await menu.getByRole('link', { name: 'User management' }).click();
    await expect(page).toHaveURL('/users');
    await expect(page.getByRole('heading', { level: 1, name: 'User management' })).toBeVisible();
    await expect(row(page, 'admin')).toBeVisible();
    await expect(row(page, 'new-user')).toContainText('New User');
  });

  await test.step('the search field above the list finds users by ID', async () => {
    const box = page.getByRole('searchbox', { name: 'Search users' });
    const above = await box.boundingBox();
    const table = await page.getByRole('table', { name: 'Users' }).boundingBox();
    expect(above && table && above.y < table.y).toBe(true);
    await search(page, 'new');
    await expect(row(page, 'new-user')).toBeVisible();
    await expect(row(page, 'admin')).toHaveCount(0);
    await search(page, '');
    await expect(row(page, 'admin')).toBeVisible();
  });

  await test.step('Add user makes a user', async () => {
    await page.getByRole('link', { name: 'Add user' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Add user' })).toBeVisible();
    await fillColleague(page);
    await expect(toast(page)).toHaveText(/colleague\s+was added\./);
    await expect(page.getByRole('heading', { level: 1, name: COLLEAGUE.name })).toBeVisible();
    const user = await client.user('colleague');
    expect(user).toMatchObject({ state: 'Approved', admin: false, primary_email_address: COLLEAGUE.email });
    await client.logIn('colleague');
  });

  await test.step('choosing a user from the list shows the edit view, and Save changes saves', async () => {
    await open(page, '/users');
    await row(page, 'colleague').getByRole('link', { name: 'colleague', exact: true }).click();
    await expect(page).toHaveURL('/users/colleague');
    await live(page);
    await expect(field(page, 'User ID')).not.toBeEditable();
    await field(page, 'Name').fill('My Best Colleague');
    await field(page, 'Description').fill('Sits opposite.');
    await field(page, 'State').selectOption('Flagged');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(toast(page)).toContainText('Changes saved.');
    await expect(page.getByRole('heading', { level: 1, name: 'My Best Colleague' })).toBeVisible();
    const user = await client.user('colleague');
    expect(user).toMatchObject({ name: 'My Best Colleague', description: 'Sits opposite.', state: 'Flagged' });
  });

  await test.step('Delete user, at the bottom of the edit view, says what it does and deletes', async () => {
    const remove = page.getByRole('link', { name: 'Delete user' });
    const save = await page.getByRole('button', { name: 'Save changes' }).boundingBox();
    const below = await remove.boundingBox();
    expect(save && below && below.y > save.y).toBe(true);
    await remove.click();
    const dialog = page.getByRole('dialog', { name: 'Delete colleague?' });
    await expect(dialog).toContainText('Nobody can make a user called colleague.');
    await expect(dialog.getByRole('radio', { name: 'Suspend instead' })).toBeVisible();
    await expect(dialog.getByRole('radio', { name: 'Delete, and keep the ID reserved' })).toBeChecked();
    await dialog.getByRole('button', { name: 'Delete user' }).click();
    await expect(toast(page)).toHaveText(/colleague\s+is deleted\. The ID stays reserved\./);
    await expect(row(page, 'new-user')).toBeVisible();
    await expect(row(page, 'colleague')).toHaveCount(0);
  });

  await test.step('making a user of the same ID is refused, with both ways on', async () => {
    await open(page, '/users/new');
    await guard.expectingRefusal(() => fillColleague(page));
    expect(await errorOf(field(page, 'User ID'))).toMatch(
      /^Reserved since \d{1,2} [A-Z][a-z]{2} \d{4} by a deleted user\. .* Restore it or purge it\.$/s,
    );
    await live(page);
    await expect(page.getByRole('link', { name: 'purge it' })).toHaveAttribute('href', /^\/users\/colleague\?dialog=purge$/);
    await page.getByRole('link', { name: 'Restore it' }).click();
    await expect(page).toHaveURL('/users/colleague');
  });

  await test.step('a deleted user can be restored as they were', async () => {
    await live(page);
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect(toast(page)).toHaveText(/colleague\s+is restored\./);
    const user = await client.user('colleague');
    expect(user).toMatchObject({ name: 'My Best Colleague', state: 'Flagged', deleted_at: null });
    await client.logIn('colleague');
  });

  await test.step('a purged user is gone once the ID is typed in', async () => {
    await client.deleteUser('colleague');
    await open(page, '/users');
    await page.getByRole('navigation', { name: 'User management' }).getByRole('link', { name: 'Deleted' }).click();
    await expect(page).toHaveURL('/users?tab=deleted');
    await expect(row(page, 'colleague')).toContainText('admin');
    await live(page);
    await page.getByRole('link', { name: 'Purge colleague' }).click();
    const dialog = page.getByRole('dialog', { name: 'Purge colleague?' });
    const typed = dialog.getByLabel('Type colleague to confirm');
    await typed.fill('colleage');
    await guard.expectingRefusal(() => dialog.getByRole('button', { name: 'Purge' }).click());
    expect(await errorOf(typed)).toBe('Type colleague to confirm.');
    await live(page);
    await typed.fill('colleague');
    await dialog.getByRole('button', { name: 'Purge' }).click();
    await expect(toast(page)).toHaveText(/colleague\s+is purged\. The ID is free\./);
    expect(here(page)).toMatch(/^\/users\?tab=deleted/);
    await expect(row(page, 'colleague')).toHaveCount(0);
    await expect(client.user('colleague')).rejects.toThrow('404');
  });

  await test.step('the ID is free again', async () => {
    await open(page, '/users/new');
    await fillColleague(page);
    await expect(toast(page)).toHaveText(/colleague\s+was added\./);
    expect(await client.user('colleague')).toMatchObject({ name: COLLEAGUE.name, deleted_at: null });
  });
});

test('deleting offers to suspend instead', async ({ admin, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague?dialog=delete');
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Suspend instead').check();
  await dialog.getByRole('button', { name: 'Delete user' }).click();
  await expect(toast(admin)).toContainText('is suspended.');
  expect(await client.user('colleague')).toMatchObject({ state: 'Suspended', deleted_at: null });
  await live(admin);
  await toast(admin).getByRole('button', { name: 'Undo' }).click();
  await expect(toast(admin)).toContainText('is approved.');
  expect(await client.user('colleague')).toMatchObject({ state: 'Approved' });
});

test('deleting can release the ID at once, once it is typed in', async ({ admin, client, guard }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague?dialog=delete');
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Delete, and release the ID (purge)').check();
  await guard.expectingRefusal(() => dialog.getByRole('button', { name: 'Delete user' }).click());
  const typed = dialog.getByLabel('Type colleague to confirm');
  expect(await errorOf(typed)).toBe('Type colleague to confirm.');
  await live(admin);
  await expect(dialog.getByLabel('Delete, and release the ID (purge)')).toBeChecked();
  await typed.fill('colleague');
  await dialog.getByRole('button', { name: 'Delete user' }).click();
  await expect(toast(admin)).toHaveText(/colleague\s+is purged\. The ID is free\./);
  await expect(client.user('colleague')).rejects.toThrow('404');
});

test('a deletion can be undone at once', async ({ admin, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague?dialog=delete');
  await admin.getByRole('dialog').getByRole('button', { name: 'Delete user' }).click();
  await expect(toast(admin)).toContainText('is deleted.');
  await live(admin);
  await toast(admin).getByRole('button', { name: 'Undo' }).click();
  await expect(toast(admin)).toContainText('is restored.');
  expect(await client.user('colleague')).toMatchObject({ deleted_at: null });
});

test('the list suspends and lifts from the menu of a row', async ({ admin, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users');
  await row(admin, 'colleague').locator('summary').click();
  await row(admin, 'colleague').getByRole('button', { name: 'Suspend user' }).click();
  await expect(toast(admin)).toContainText('is suspended.');
  expect(await client.user('colleague')).toMatchObject({ state: 'Suspended' });
  await open(admin, '/users/colleague');
  await admin.getByRole('button', { name: 'Lift suspension' }).click();
  await expect(toast(admin)).toContainText('is approved.');
  expect(await client.user('colleague')).toMatchObject({ state: 'Approved' });
});

test('the last admin who can log in can be neither suspended nor deleted, and the page says why', async ({ admin }) => {
  await open(admin, '/users/admin');
  await expect(admin.getByRole('button', { name: 'Suspend user' })).toBeDisabled();
  await expect(admin.getByRole('button', { name: 'Delete user' })).toBeDisabled();
  await expect(admin.getByRole('link', { name: 'Delete user' })).toHaveCount(0);
  await expect(field(admin, 'Grant admin status')).toBeDisabled();
  await expect(field(admin, 'State')).toBeDisabled();
  await expect(admin.getByText('The last admin who can log in can’t be deleted.')).toBeVisible();
  await expect(admin.getByRole('link', { name: 'Make another admin first' })).toBeVisible();
  await field(admin, 'Name').fill('Root');
  await admin.getByRole('button', { name: 'Save changes' }).click();
  await expect(toast(admin)).toContainText('Changes saved.');
  await expect(userMenu(admin)).toContainText('Root');
});

test('the overview approves and rejects who waits, and restores who is deleted', async ({ admin, client }) => {
  for (const user_id of ['hopeful', 'hopeless']) await client.addUser({ user_id, state: 'requested' });
  await client.addUser({ user_id: 'gone' });
  await client.deleteUser('gone');
  await open(admin, '/');
  await admin.getByRole('button', { name: 'Approve hopeful' }).click();
  await expect(toast(admin)).toContainText('is approved.');
  await open(admin, '/');
  await admin.getByRole('button', { name: 'Reject hopeless' }).click();
  await expect(toast(admin)).toContainText('is rejected.');
  await open(admin, '/');
  await admin.getByRole('button', { name: 'Restore gone' }).click();
  await expect(toast(admin)).toContainText('is restored.');
  const states = await Promise.all(['hopeful', 'hopeless', 'gone'].map((id) => client.user(id)));
  expect(states.map(({ state, deleted_at }) => [state, deleted_at])).toEqual([
    ['Approved', null],
    ['Rejected', null],
    ['Approved', null],
  ]);
});
