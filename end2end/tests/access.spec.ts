// Who may do what until when: ends set in advance, passwords asked for again, and logging others out.

import { errorOf, field, here, live, logIn, open, scripts, toast } from '../support/console.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

const OTHER = 'another good password';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** A time of next year, as the fields write it. */
const nextYear = (rest: string) => `${new Date().getUTCFullYear() + 1}-${rest}`;

test('an account is given an end, a suspension ends by itself, and both can be taken back', async ({ admin, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague');
  const [until, expires, gone] = [nextYear('03-01T08:00'), nextYear('04-01T08:30'), nextYear('05-01T00:00')];
  await field(admin, 'State').selectOption('Suspended');
  await field(admin, 'Suspended until').fill(until);
  await field(admin, 'Expires at').fill(expires);
  await field(admin, 'Delete on').fill(gone);
  await press(admin, 'Save changes');
  await expect(toast(admin)).toContainText('Changes saved.');
  const micros = (minute: string) => Date.parse(`${minute}Z`) * 1000;
  expect(await client.user('colleague')).toMatchObject({
    state: 'Suspended',
    suspended_until: micros(until),
    expires_at: micros(expires),
    delete_at: micros(gone),
  });

  await open(admin, '/users/colleague');
  await expect(field(admin, 'Expires at')).toHaveValue(expires);
  await field(admin, 'Expires at').fill('');
  await field(admin, 'Delete on').fill('');
  await field(admin, 'State').selectOption('Approved');
  await press(admin, 'Save changes');
  await expect(toast(admin)).toContainText('Changes saved.');
  expect(await client.user('colleague')).toMatchObject({
    state: 'Approved',
    suspended_until: null,
    expires_at: null,
    delete_at: null,
  });
});

test('an end that is over is refused at its field', async ({ admin, client, guard }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague');
  await field(admin, 'Expires at').fill('2020-01-01T00:00');
  await guard.expectingRefusal(() => press(admin, 'Save changes'));
  expect(await errorOf(field(admin, 'Expires at'))).toBe('Choose a time that is still to come.');
  await expect(field(admin, 'Expires at')).toHaveValue('2020-01-01T00:00');
});

test('a temporary password is good for choosing another and for nothing else', async ({ admin, client, browserOf }) => {
  await client.addUser({ user_id: 'colleague' });
  const before = await client.logIn('colleague');
  await open(admin, '/users/colleague');
  await admin.getByRole('link', { name: 'Set temporary password' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Temporary password' })).toBeVisible();
  await live(admin);
  await field(admin, 'Password').fill(OTHER);
  await field(admin, 'Confirm password').fill(OTHER);
  await press(admin, 'Set temporary password');
  await expect(toast(admin)).toContainText('has a temporary password.');
  expect(await before.isLoggedIn()).toBe(false);

  const page = await browserOf(undefined, { javaScriptEnabled: scripts() });
  await open(page, '/login');
  await logIn(page, 'colleague', OTHER);
  await expect(page).toHaveURL('/account/password');
  await expect(page.getByText('Choose a new password to go on')).toBeVisible();
  await open(page, '/account');
  await expect(page).toHaveURL('/account/password');
  await live(page);
  await field(page, 'Current password').fill(OTHER);
  await field(page, 'Password').fill(PASSWORD);
  await field(page, 'Confirm password').fill(PASSWORD);
  await press(page, 'Change password');
  await expect(toast(page)).toContainText('Password set.');
  await open(page, '/account');
  expect(here(page)).toBe('/account');
});

test('an admin logs a user out everywhere', async ({ admin, client }) => {
  await client.addUser({ user_id: 'colleague' });
  const sessions = [await client.logIn('colleague'), await client.logIn('colleague')];
  await open(admin, '/users/colleague');
  await expect(admin.getByText('Ends all 2 sessions of this user at once.')).toBeVisible();
  await press(admin, 'Log out everywhere');
  await expect(toast(admin)).toContainText('is logged out everywhere.');
  for (const session of sessions) expect(await session.isLoggedIn()).toBe(false);
  await expect(admin.getByText('Nobody is logged in as this user.')).toBeVisible();
});

test('reserved IDs can’t be taken until the reservation is lifted', async ({ admin, client, guard }) => {
  await open(admin, '/users');
  await admin.getByRole('link', { name: 'Reserved IDs' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Reserved IDs' })).toBeVisible();
  await live(admin);
  await field(admin, 'IDs').fill('*');
  await guard.expectingRefusal(() => press(admin, 'Reserve IDs'));
  expect(await errorOf(field(admin, 'IDs'))).toContain('For example admin-*.');
  await live(admin);
  await field(admin, 'IDs').fill('crew-*');
  await field(admin, 'Reason').fill('for the crew');
  await press(admin, 'Reserve IDs');
  await expect(toast(admin)).toContainText('The IDs are reserved.');
  await expect(admin.getByRole('row', { name: 'crew-*' })).toContainText('for the crew');

  const form = { user_id: 'crew-1', primary_email_address: 'crew@example.com', state: 'approved' };
  const refused = await client.send('POST', 'users/create', { ...form, password: PASSWORD, confirm: PASSWORD });
  expect(await refused.text()).toContain('is reserved since');
  await press(admin, 'Lift the reservation of crew-*');
  await expect(toast(admin)).toContainText('The reservation is lifted.');
  await expect(admin.getByText('No IDs are reserved.')).toBeVisible();
  await client.addUser({ user_id: 'crew-1' });
});

test.describe('in a session that is not recent', () => {
  test.use({ recent: '1s' });

  test('an important change asks for the password once more, and loses nothing', async ({ admin, client, guard }) => {
    await client.addUser({ user_id: 'colleague' });
    const begun = Date.now();
    await open(admin, '/users/colleague');
    await field(admin, 'Name').fill('My Colleague');
    await field(admin, 'Grant admin status').check();
    await expect.poll(() => Date.now() - begun).toBeGreaterThan(1_000);
    await guard.expectingRefusal(() => press(admin, 'Save changes'), 403);
    const own = field(admin, 'Your own password');
    expect(await errorOf(own)).toBe('You logged in some time ago. Type your password to go on.');
    await expect(own).toBeFocused();
    expect(await client.user('colleague')).toMatchObject({ name: '', admin: false });
    await live(admin);
    await own.fill('not this one');
    await guard.expectingRefusal(() => press(admin, 'Save changes'), 401);
    expect(await errorOf(own)).toBe('This is not your current password.');
    await live(admin);
    await own.fill(PASSWORD);
    await press(admin, 'Save changes');
    await expect(toast(admin)).toContainText('Changes saved.');
    expect(await client.user('colleague')).toMatchObject({ name: 'My Colleague', admin: true });
    await expect(own).toHaveCount(0);
  });
});
