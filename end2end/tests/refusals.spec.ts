// A refused form says at each field what is allowed, and nothing that was typed is lost.

import { errorOf, field, here, live, logIn, open, scripts, toast } from '../support/console.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('a new user’s fields are refused one by one, and stay as they were typed', async ({ admin, client, guard }) => {
  await client.addUser({ user_id: 'taken', primary_email_address: 'taken@example.com' });
  await open(admin, '/users/new');
  const typed: Record<string, string> = {
    'User ID': 'My Colleague',
    Name: 'x'.repeat(51),
    Description: `${'é'.repeat(1999)}\nü`,
    'Email address': 'Colleague@nowhere@else',
  };
  for (const [label, text] of Object.entries(typed)) {
    await field(admin, label).fill(text);
  }
  await field(admin, 'Treat email address as validated').check();
  await field(admin, 'Grant admin status').check();
  await field(admin, 'State').selectOption('Flagged');
  await field(admin, 'Password').fill('short');
  await field(admin, 'Confirm password').fill('shorter');
  await guard.expectingRefusal(() => press(admin, 'Add user'));

  const error = (label: string) => errorOf(field(admin, label));
  expect(await error('User ID')).toBe('Use lower-case letters a–z, digits and dashes only.');
  expect(await error('Name')).toBe('Use 50 characters at most; this is 51.');
  expect(await error('Description')).toBe('Use 2000 characters at most; this is 2001.');
  expect(await error('Email address')).toMatch(/^Enter an address like name@example\.com/);
  expect(await error('Password')).toMatch(/^Use 12 characters or more; this is 5\./);
  expect(await error('Confirm password')).toBe('The two passwords differ. Type it again.');
  await expect(admin.locator('.notice')).toContainText('Nothing was saved yet: 6 fields need a change.');
  await expect(field(admin, 'User ID')).toBeFocused();

  for (const [label, text] of Object.entries(typed)) {
    await expect(field(admin, label)).toHaveValue(text);
  }
  await expect(field(admin, 'Treat email address as validated')).toBeChecked();
  await expect(field(admin, 'Grant admin status')).toBeChecked();
  await expect(field(admin, 'State')).toHaveValue('flagged');
  expect(await admin.content()).not.toContain('shorter');

  await live(admin);
  await field(admin, 'User ID').fill('colleague');
  await field(admin, 'Name').fill('My Colleague');
  await field(admin, 'Description').fill('Sits opposite.');
  await field(admin, 'Email address').fill('TAKEN@example.com');
  await field(admin, 'Password').fill(PASSWORD);
  await field(admin, 'Confirm password').fill(PASSWORD);
  await guard.expectingRefusal(() => press(admin, 'Add user'));
  expect(await error('Email address')).toMatch(/^“taken” has this address\. Change it there first\./);
  await live(admin);
  await field(admin, 'Email address').fill('colleague@example.com');
  await field(admin, 'Password').fill(PASSWORD);
  await field(admin, 'Confirm password').fill(PASSWORD);
  await press(admin, 'Add user');
  await expect(toast(admin)).toContainText('was added.');
  const saved = { name: 'My Colleague', state: 'Flagged', admin: true, description: 'Sits opposite.' };
  expect(await client.user('colleague')).toMatchObject(saved);
});

for (const [what, id, password, label, message] of [
  ['a blocked word', 'root', PASSWORD, 'User ID', '“root” is a reserved word. Choose another ID, for example “root-1”.'],
  ['the ID of somebody else', 'admin-2', PASSWORD, 'User ID', 'Another user has this ID. Choose a different one.'],
  ['two dashes', 'a--b', PASSWORD, 'User ID', 'Put a letter or a digit at both ends, and between dashes.'],
  ['one letter', 'a', PASSWORD, 'User ID', 'Use 2 to 36 characters.'],
  ['the ID in the password', 'maria', 'I am maria the great', 'Password', 'Leave the user ID out of the password.'],
  ['a common password', 'maria', '1q2w3e4r5t6y', 'Password', 'This password is on every list of common ones. Choose another.'],
] as const) {
  test(`a new user is refused for ${what}`, async ({ admin, client, guard }) => {
    await client.addUser({ user_id: 'admin-2' });
    await open(admin, '/users/new');
    await field(admin, 'User ID').fill(id);
    await field(admin, 'Email address').fill('somebody@example.com');
    await field(admin, 'Password').fill(password);
    await field(admin, 'Confirm password').fill(password);
    await guard.expectingRefusal(() => press(admin, 'Add user'));
    expect(await errorOf(field(admin, label))).toBe(message);
    await expect(field(admin, label)).toBeFocused();
    await expect(field(admin, 'User ID')).toHaveValue(id);
  });
}

test('a user’s edited fields are refused one by one, and stay as they were typed', async ({ admin, client, guard }) => {
  await client.addUser({ user_id: 'colleague', name: 'My Colleague', email_validated: true });
  await open(admin, '/users/colleague');
  await field(admin, 'Name').fill('‮nimda');
  await field(admin, 'Email address').fill('');
  await field(admin, 'Treat email address as validated').uncheck();
  await field(admin, 'Reason for the state').fill('x'.repeat(2001));
  await guard.expectingRefusal(() => press(admin, 'Save changes'));
  expect(await errorOf(field(admin, 'Email address'))).toBe('Enter an email address.');
  await expect(field(admin, 'Name')).toHaveValue('‮nimda');
  await expect(field(admin, 'Treat email address as validated')).not.toBeChecked();
  await live(admin);
  await field(admin, 'Email address').fill('colleague@example.org');
  await guard.expectingRefusal(() => press(admin, 'Save changes'));
  expect(await errorOf(field(admin, 'Name'))).toBe('Use one line without control characters.');
  expect(await errorOf(field(admin, 'Reason for the state'))).toBe('Use 2000 characters at most; this is 2001.');
  await live(admin);
  await field(admin, 'Name').fill('My Best Colleague');
  await field(admin, 'Reason for the state').fill('Well known.');
  await press(admin, 'Save changes');
  await expect(toast(admin)).toContainText('Changes saved.');
  expect(await client.user('colleague')).toMatchObject({
    name: 'My Best Colleague',
    primary_email_address: 'colleague@example.org',
    primary_email_address_validated_at: null,
    state_description: 'Well known.',
  });
});

test('all refused fields of an edit are told at once', async ({ admin, client, guard }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague');
  await field(admin, 'Name').fill('x'.repeat(51));
  await field(admin, 'Email address').fill('nowhere');
  await guard.expectingRefusal(() => press(admin, 'Save changes'));
  await errorOf(field(admin, 'Name'));
  await errorOf(field(admin, 'Email address'));
  await expect(field(admin, 'Name')).toBeFocused();
});

test('one’s own profile is refused at its fields', async ({ admin, guard }) => {
  await open(admin, '/account');
  await field(admin, 'Name').fill('Adah');
  await field(admin, 'Email address').fill('admin@-nowhere');
  await guard.expectingRefusal(() => press(admin, 'Save changes'));
  await errorOf(field(admin, 'Email address'));
  await expect(field(admin, 'Email address')).toHaveValue('admin@-nowhere');
  await expect(field(admin, 'Name')).toHaveValue('Adah');
});

test('a new password is refused at its fields, and passwords are never sent back', async ({ admin, guard }) => {
  await open(admin, '/account/password');
  const fill = async (old: string, password: string, confirm: string) => {
    await field(admin, 'Current password').fill(old);
    await field(admin, 'Password').fill(password);
    await field(admin, 'Confirm password').fill(confirm);
  };
  await field(admin, 'Log out everywhere else').uncheck();
  await fill(PASSWORD, 'a much longer password', 'a much longer passwort');
  await guard.expectingRefusal(() => press(admin, 'Change password'));
  expect(await errorOf(field(admin, 'Confirm password'))).toBe('The two passwords differ. Type it again.');
  await expect(field(admin, 'Log out everywhere else')).not.toBeChecked();
  if (!scripts()) await expect(field(admin, 'Current password')).toHaveValue('');
  await live(admin);
  await fill(PASSWORD, 'short', 'short');
  await guard.expectingRefusal(() => press(admin, 'Change password'));
  expect(await errorOf(field(admin, 'Password'))).toMatch(/^Use 12 characters or more; this is 5\./);
  await live(admin);
  await fill('not my password', 'a much longer password', 'a much longer password');
  await guard.expectingRefusal(() => press(admin, 'Change password'), 401);
  expect(await errorOf(field(admin, 'Current password'))).toBe('This is not your current password.');
  expect(here(admin)).toMatch(/^\/account\/password/);
  expect(await admin.content()).not.toMatch(/not my password|much longer/);
});

test('the rules of a password are told while one types @scripts', async ({ admin }) => {
  await open(admin, '/users/new');
  await field(admin, 'User ID').fill('maria');
  await field(admin, 'Password').fill('maria');
  const rules = admin.locator('.rules li');
  await expect(rules.filter({ hasText: '12 characters or more: 5 so far' })).toHaveAttribute('data-met', 'no');
  await expect(rules.filter({ hasText: 'Does not contain the user ID' })).toHaveAttribute('data-met', 'no');
  await field(admin, 'Password').fill(PASSWORD);
  await expect(admin.locator('.rules li[data-met=yes]')).toHaveCount(3);
});

test('a wrong code is refused, and the code can be typed again', async ({ page, guard }) => {
  await open(page, '/update-password');
  await field(page, 'One-time code').fill('AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
  await field(page, 'Password').fill('a much longer password');
  await field(page, 'Confirm password').fill('a much longer password');
  await guard.expectingRefusal(() => press(page, 'Set password'), 401);
  expect(await errorOf(field(page, 'One-time code'))).toMatch(/^This code is not valid/);
});

test('what is no state, no order and no page is as if it were missing', async ({ admin }) => {
  await open(admin, '/users?state=nobody&order=password&page=-1&limit=banana');
  await expect(admin.getByRole('row')).toHaveCount(2);
});

test('a session that ended loses nothing of a form', async ({ admin, client, guard }) => {
  const other = await client.logIn();
  await open(admin, '/users/new');
  await field(admin, 'User ID').fill('colleague');
  await field(admin, 'Name').fill('My Colleague');
  await field(admin, 'Description').fill('Two\nlines');
  await field(admin, 'Email address').fill('colleague@example.com');
  await field(admin, 'Treat email address as validated').check();
  await field(admin, 'State').selectOption('Flagged');
  await field(admin, 'Password').fill(PASSWORD);
  await field(admin, 'Confirm password').fill(PASSWORD);
  await other.post('sessions/end-others');
  await guard.expectingRefusal(() => press(admin, 'Add user'), 401);

  if (scripts()) {
    const notice = admin.locator('.notice');
    await expect(notice).toContainText('Log in to go on.');
    await expect(notice).toContainText('what you typed is still there');
    const opened = admin.context().waitForEvent('page');
    await notice.getByRole('link', { name: 'Log in' }).click();
    const tab = await opened;
    await logIn(tab);
    await expect(tab.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    await tab.close();
  } else {
    await expect(admin).toHaveURL(/\/login\?n=/);
    await logIn(admin);
    await expect(admin).toHaveURL(/\/users\/new/);
    await expect(admin.locator('.notice')).toContainText('Log in to go on.');
    for (const label of ['Password', 'Confirm password']) {
      await expect(field(admin, label)).toHaveValue('');
      await field(admin, label).fill(PASSWORD);
    }
  }
  await expect(field(admin, 'User ID')).toHaveValue('colleague');
  await expect(field(admin, 'Name')).toHaveValue('My Colleague');
  await expect(field(admin, 'Description')).toHaveValue('Two\nlines');
  await expect(field(admin, 'Email address')).toHaveValue('colleague@example.com');
  await expect(field(admin, 'Treat email address as validated')).toBeChecked();
  await expect(field(admin, 'State')).toHaveValue('flagged');
  await press(admin, 'Add user');
  await expect(toast(admin)).toContainText('was added.');
  expect(await other.user('colleague')).toMatchObject({ name: 'My Colleague', state: 'Flagged', description: 'Two\nlines' });
});

test('a session that ended loses nothing of an edit', async ({ admin, client, guard }) => {
  await client.addUser({ user_id: 'colleague', name: 'My Colleague' });
  const other = await client.logIn();
  await open(admin, '/users/colleague');
  await field(admin, 'Name').fill('My Best Colleague');
  await other.post('sessions/end-others');
  await guard.expectingRefusal(() => press(admin, 'Save changes'), 401);
  if (scripts()) {
    await expect(admin.locator('.notice')).toContainText('Log in to go on.');
    const tab = await admin.context().newPage();
    await open(tab, '/login');
    await logIn(tab);
    await expect(tab.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  } else {
    await logIn(admin);
    await expect(admin).toHaveURL(/\/users\/colleague/);
  }
  await expect(field(admin, 'Name')).toHaveValue('My Best Colleague');
  await press(admin, 'Save changes');
  await expect(toast(admin)).toContainText('Changes saved.');
  expect(await other.user('colleague')).toMatchObject({ name: 'My Best Colleague' });
});

test('a refused action without fields is told on top of the page', async ({ admin, client, guard }) => {
  await client.addUser({ user_id: 'colleague', primary_email_address: 'shared@example.com' });
  await client.deleteUser('colleague');
  await client.addUser({ user_id: 'successor', primary_email_address: 'shared@example.com' });
  await open(admin, '/users/colleague');
  await guard.expectingRefusal(() => press(admin, 'Restore'));
  await expect(admin.locator('.notice')).toContainText('“successor” has this address. Change it there first.');
  if (scripts()) await expect(admin.locator('.notice')).toBeFocused();
  expect(here(admin)).toMatch(/^\/users\/colleague/);
});

test('a server that can’t be reached is told, and nothing typed is lost @scripts', async ({ admin, client, guard }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague');
  await field(admin, 'Name').fill('Typed in vain');
  await admin.context().setOffline(true);
  await guard.expecting([/ERR_INTERNET_DISCONNECTED/], () => press(admin, 'Save changes'));
  await expect(admin.locator('.notice')).toContainText('The server can’t be reached. Nothing was saved.');
  await admin.context().setOffline(false);
  await expect(field(admin, 'Name')).toHaveValue('Typed in vain');
  await press(admin, 'Save changes');
  await expect(toast(admin)).toContainText('Changes saved.');
});
