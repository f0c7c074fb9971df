// The URL says what the list shows: Back, reload, a bookmark and a copied link bring it back exactly.

import { here, ids, live, open, row, scripts, search } from '../support/console.ts';
import { LIVE } from '../support/people.ts';
import { expect, type Page, test } from '../support/test.ts';

test.use({ world: 'people' });

const ALL = LIVE.length + 1;
const box = (page: Page) => page.getByRole('searchbox', { name: 'Search users' });

/** Everything of the list that one can see. */
async function seen(page: Page): Promise<unknown> {
  const rows = await ids(page);
  const pager = page.getByRole('navigation', { name: 'Pages' });
  return {
    rows,
    typed: await box(page).inputValue(),
    total: (await pager.count()) > 0 ? await pager.locator('p').innerText() : '',
    sorted: await page.locator('th[aria-sort]').allInnerTexts(),
    direction: await page.locator('th[aria-sort]').getAttribute('aria-sort'),
    tab: await page.locator('.tabs [aria-current=page]').innerText(),
  };
}

test('the list says how many there are, and shows each once over its pages', async ({ admin }) => {
  await open(admin, '/users');
  const total = admin.getByRole('navigation', { name: 'Pages' });
  await expect(total).toContainText(`1–20 of ${ALL} users`);
  const all = await ids(admin);
  while ((await admin.getByRole('link', { name: 'Next page' }).count()) > 0) {
    const before = here(admin);
    await admin.getByRole('link', { name: 'Next page' }).click();
    await expect.poll(() => here(admin)).not.toBe(before);
    await expect.poll(async () => (await ids(admin))[0]).not.toBe(all.at(-20));
    all.push(...(await ids(admin)));
  }
  await expect(total).toContainText(`61–${ALL} of ${ALL} users`);
  expect(all).toEqual(['admin', ...LIVE.map(([id]) => id)].sort());
});

test('Back and reload bring back search, order and page', async ({ admin }) => {
  await open(admin, '/users');
  await search(admin, 'a');
  await expect(row(admin, 'ada-okafor')).toBeVisible();
  await live(admin);
  await admin.getByRole('link', { name: 'Name', exact: true }).click();
  await expect(admin).toHaveURL('/users?q=a&order=name');
  await live(admin);
  await admin.getByRole('link', { name: 'Name', exact: true }).click();
  await expect(admin).toHaveURL('/users?q=a&order=-name');
  await live(admin);
  await expect(admin.locator('th[aria-sort=descending]')).toHaveText('Name');
  const before = await seen(admin);
  expect(before).toMatchObject({ typed: 'a', direction: 'descending' });

  const first = (await ids(admin))[0] ?? '';
  await row(admin, first).getByRole('link', { name: first, exact: true }).click();
  await expect(admin).toHaveURL(`/users/${first}`);
  await live(admin);
  await admin.goBack();
  await expect(row(admin, first)).toBeVisible();
  await expect.poll(() => seen(admin)).toEqual(before);

  await admin.reload();
  await live(admin);
  expect(await seen(admin)).toEqual(before);
});

test('Back and reload bring back the page of the list', async ({ admin }) => {
  await open(admin, '/users?order=-created_at');
  const one = await ids(admin);
  await admin.getByRole('link', { name: 'Next page' }).click();
  await expect(admin).toHaveURL('/users?order=-created_at&page=2');
  await expect(row(admin, one[0] ?? '')).toHaveCount(0);
  await live(admin);
  const two = await seen(admin);
  await admin.getByRole('link', { name: 'Last page' }).click();
  await expect(admin).toHaveURL('/users?order=-created_at&page=4');
  await expect.poll(() => ids(admin)).toEqual(['admin']);
  await live(admin);
  await admin.goBack();
  await expect(admin).toHaveURL('/users?order=-created_at&page=2');
  await expect.poll(() => seen(admin)).toEqual(two);
  await admin.reload();
  await live(admin);
  expect(await seen(admin)).toEqual(two);
  await admin.goBack();
  await expect.poll(() => ids(admin)).toEqual(one);
  await admin.goForward();
  await expect.poll(() => seen(admin)).toEqual(two);
});

test('a copied address shows the same to somebody else', async ({ admin, browserOf, client }) => {
  await open(admin, '/users');
  await search(admin, 'northgrid');
  await expect(row(admin, 'kofi-asante')).toBeVisible();
  await live(admin);
  await admin.getByRole('link', { name: 'Email', exact: true }).click();
  await expect(admin).toHaveURL('/users?q=northgrid&order=primary_email_address');
  await expect(admin.locator('th[aria-sort=ascending]')).toHaveText('Email');
  const other = await browserOf(await client.logIn('freya-lindqvist'));
  await open(other, here(admin));
  expect(await seen(other)).toEqual(await seen(admin));
});

test('search finds by ID, name, address and description, in any case and without accents', async ({ admin }) => {
  await open(admin, '/users');
  for (const [typed, found] of [
    ['BEATRIZ', 'beatriz-nuno'],
    ['nuno', 'beatriz-nuno'],
    ['yukis', ''],
    ['田中', 'yuki-tanaka'],
    ['duty phone', 'alarm-bot'],
    ['anders@holm', 'anders-holm'],
    ['100%', ''],
  ] as const) {
    await search(admin, typed);
    if (found) {
      await expect(row(admin, found)).toBeVisible();
      await expect.poll(() => ids(admin)).toEqual([found]);
    } else {
      await expect(admin.getByRole('heading', { name: 'No user matches' })).toBeVisible();
    }
    await live(admin);
  }
  await search(admin, 'ada');
  await expect(row(admin, 'ada-okafor').locator('mark').first()).toHaveText('ada');
});

test('an exact ID stands first', async ({ admin, client }) => {
  for (const user_id of ['a-ada', 'ada', 'ada-2']) await client.addUser({ user_id });
  for (const order of ['', '-user_id', 'created_at']) {
    await open(admin, `/users?q=ada&order=${order}`);
    expect((await ids(admin))[0]).toBe('ada');
  }
});

test('typing replaces the search in the history, so that Back leaves the list @scripts', async ({ admin }) => {
  await open(admin, '/');
  await admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click();
  await expect(row(admin, 'ada-okafor')).toBeVisible();
  const length = await admin.evaluate(() => history.length);
  for (const part of ['mar', 'ia-', 'gon']) {
    await box(admin).pressSequentially(part);
    await expect.poll(() => new URL(admin.url()).searchParams.get('q')).toContain(part);
  }
  await expect.poll(() => ids(admin)).toEqual(['maria-gonzalez']);
  await expect(box(admin)).toBeFocused();
  await expect(box(admin)).toHaveValue('maria-gon');
  expect(await admin.evaluate(() => history.length)).toBe(length);
  await admin.goBack();
  await expect(admin.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await admin.goForward();
  await expect(box(admin)).toHaveValue('maria-gon');
  await expect.poll(() => ids(admin)).toEqual(['maria-gonzalez']);
});

test('of many keys the last wins @scripts', async ({ admin }) => {
  await open(admin, '/users');
  await box(admin).pressSequentially('weather-mas');
  await box(admin).pressSequentially('t');
  await expect.poll(() => ids(admin)).toEqual(['weather-mast']);
  expect(here(admin)).toBe('/users?q=weather-mast');
});

test('searching keeps order and state, and goes to the first page', async ({ admin }) => {
  await open(admin, '/users?state=approved&order=-name&page=2');
  await search(admin, 'e');
  const asked = () => Object.fromEntries(new URL(admin.url()).searchParams);
  await expect.poll(asked).toEqual({ q: 'e', state: 'approved', order: '-name' });
  if (scripts()) {
    await box(admin).press('Enter');
    await live(admin);
    await expect.poll(asked).toEqual({ q: 'e', state: 'approved', order: '-name' });
  }
});

test('what one has gone on to by links is kept when the search is sent by Enter', async ({ admin }) => {
  await open(admin, '/users');
  await admin.getByRole('link', { name: 'Name', exact: true }).click();
  await expect(admin).toHaveURL('/users?order=name');
  await live(admin);
  await box(admin).fill('oka');
  await box(admin).press('Enter');
  await expect.poll(() => ids(admin)).toEqual(['ada-okafor']);
  expect(here(admin)).toMatch(/^\/users\?(?=.*order=name)(?=.*q=oka)/);
});

test('the search of deleted users stays among them', async ({ admin }) => {
  await open(admin, '/users');
  await admin.getByRole('navigation', { name: 'User management' }).getByRole('link', { name: 'Deleted' }).click();
  await expect(admin).toHaveURL('/users?tab=deleted');
  await expect(row(admin, 'peter-vogel')).toBeVisible();
  await live(admin);
  await box(admin).fill('kiosk');
  await box(admin).press('Enter');
  await expect.poll(() => ids(admin)).toEqual(['trial-kiosk']);
  expect(here(admin)).toMatch(/^\/users\?(?=.*tab=deleted)(?=.*q=kiosk)/);
});

test('clearing the search empties the field too', async ({ admin }) => {
  await open(admin, '/users');
  await search(admin, 'nobody-at-all');
  await expect(admin.getByRole('heading', { name: 'No user matches' })).toBeVisible();
  await live(admin);
  await admin.getByRole('link', { name: 'Clear search and filters' }).click();
  await expect(admin).toHaveURL('/users');
  await expect(row(admin, 'ada-okafor')).toBeVisible();
  await expect(box(admin)).toHaveValue('');
});

test('a filter by state is shown, and its cross takes it away', async ({ admin }) => {
  await open(admin, '/users?state=suspended');
  expect(await ids(admin)).toEqual(['anders-holm', 'field-tablet-3', 'quentin-moreau']);
  await admin.getByRole('link', { name: 'Remove the filter state:suspended' }).click();
  await expect(admin).toHaveURL('/users');
  await expect(row(admin, 'ada-okafor')).toBeVisible();
  await expect(admin.getByRole('link', { name: 'Remove the filter state:suspended' })).toHaveCount(0);
});

test('a row opens in a new tab like any link', async ({ admin, context }) => {
  await open(admin, '/users');
  const opened = context.waitForEvent('page');
  await row(admin, 'ada-okafor').getByRole('link', { name: 'ada-okafor', exact: true }).click({ modifiers: ['Control'] });
  const tab = await opened;
  await expect(tab).toHaveURL('/users/ada-okafor');
  await expect(admin).toHaveURL('/users');
});

test('the whole row is the link', async ({ admin }) => {
  await open(admin, '/users');
  // The link lies over the row, so it is what takes the click.
  await row(admin, 'ada-okafor').getByText('Ada Okafor').click({ force: true });
  await expect(admin).toHaveURL('/users/ada-okafor');
});
