// Everything can be done with the keyboard alone, and one always sees where one is.

import { errorOf, field, here, live, open, row, scripts, toast, userMenu } from '../support/console.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

/** What has the focus: the tag, and what names it to people. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'nothing';
    const label = (element as HTMLInputElement).labels?.[0]?.innerText;
    const name = element.getAttribute('aria-label') ?? label ?? (element as HTMLElement).innerText;
    return `${element.tagName.toLowerCase()} ${name.replace(/\s+/g, ' ').trim()}`;
  });
}

/** Goes on by Tab until what has the focus is named like this. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    passed.push(now);
  }
  throw new Error(`Tab never came to ${name}: ${passed.join(' | ')}`);
}

test('one logs in with the keyboard alone', async ({ page }) => {
  await open(page, '/login');
  expect(await focused(page)).toBe('input User ID or email');
  await page.keyboard.type('admin');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('the first thing Tab comes to skips to the content', async ({ admin }) => {
  await open(admin, '/users');
  await admin.keyboard.press('Tab');
  expect(await focused(admin)).toBe('a Skip to content');
  await expect(admin.getByRole('link', { name: 'Skip to content' })).toBeInViewport();
  await admin.keyboard.press('Enter');
  expect(here(admin)).toBe('/users#main');
  await admin.keyboard.press('Tab');
  expect(await focused(admin)).toBe('a Add user');
});

for (const path of ['/', '/users', '/users/new', '/users/admin', '/account', '/account/password', '/account/sessions']) {
  test(`on ${path} Tab comes to everything, and one sees where`, async ({ admin, client }) => {
    await client.addUser({ user_id: 'colleague', state: 'requested' });
    await open(admin, path);
    // Each thing that can be used gets a number that survives until the walk has passed it.
    const expected = await admin.evaluate(() => {
      const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
      const all = [...document.querySelectorAll<HTMLElement>(usable)].filter(
        (e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(':disabled') && !e.closest('[inert]'),
      );
      all.forEach((element, index) => element.setAttribute('data-walk', String(index)));
      return all.length;
    });
    expect(expected).toBeGreaterThan(6);
    const seen = new Set<string>();
    const invisible: string[] = [];
    for (let presses = 0; presses < expected + 5; presses += 1) {
      await admin.keyboard.press('Tab');
      const stop = await admin.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        // A link over a row outlines the row, and a field in a box the box.
        const outlined = [
          getComputedStyle(element),
          getComputedStyle(element, '::after'),
          getComputedStyle(element.parentElement ?? element),
        ].some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
        const box = element.getBoundingClientRect();
        return {
          walk: element.getAttribute('data-walk'),
          visible: outlined && box.bottom > 0 && box.top < innerHeight,
          html: element.outerHTML.slice(0, 120),
        };
      });
      if (stop.walk === null) continue;
      seen.add(stop.walk);
      if (!stop.visible) invisible.push(stop.html);
    }
    expect(seen.size).toBe(expected);
    expect(invisible).toEqual([]);
  });
}

test('/ goes to the search, except where one types @scripts', async ({ admin }) => {
  await open(admin, '/users');
  await admin.keyboard.press('/');
  expect(await focused(admin)).toBe('input Search users');
  await admin.keyboard.type('a/b');
  await expect(admin.getByRole('searchbox')).toHaveValue('a/b');
  await expect(admin).toHaveURL('/users?q=a%2Fb');
});

test('menus open, are walked through and used by keys', async ({ admin }) => {
  await open(admin, '/');
  await tabTo(admin, 'summary AD admin');
  await admin.keyboard.press('Enter');
  await expect(admin.locator('.account-menu')).toHaveAttribute('open', '');
  await admin.keyboard.press('Tab');
  expect(await focused(admin)).toBe('a Profile');
  await admin.keyboard.press('Tab');
  expect(await focused(admin)).toBe('a User management');
  await admin.keyboard.press('Enter');
  await expect(admin).toHaveURL('/users');
});

test('Escape closes a menu, and one is where one opened it @scripts', async ({ admin }) => {
  await open(admin, '/');
  await tabTo(admin, 'summary AD admin');
  await admin.keyboard.press('Space');
  await expect(admin.getByRole('link', { name: 'Profile' })).toBeVisible();
  await admin.keyboard.press('Tab');
  await admin.keyboard.press('Escape');
  await expect(admin.getByRole('link', { name: 'Profile' })).toBeHidden();
  await expect(userMenu(admin)).toBeFocused();
});

test('a menu closes when one goes on to a page @scripts', async ({ admin }) => {
  await open(admin, '/');
  await userMenu(admin).click();
  await admin.getByRole('link', { name: 'Profile' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
  await expect(admin.getByRole('link', { name: 'Profile' }).first()).toBeVisible();
  await expect(admin.locator('.account-menu')).not.toHaveAttribute('open', '');
});

test('a user is deleted and restored by keys', async ({ admin, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users');
  await tabTo(admin, 'a colleague');
  await admin.keyboard.press('Enter');
  await expect(admin).toHaveURL('/users/colleague');
  await live(admin);
  await tabTo(admin, 'a Delete user');
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('dialog', { name: 'Delete colleague?' })).toBeVisible();
  await live(admin);
  if (scripts()) await expect(admin.getByRole('heading', { name: 'Delete colleague?' })).toBeFocused();
  await tabTo(admin, 'input Delete, and keep the ID reserved');
  await tabTo(admin, 'button Delete user');
  await admin.keyboard.press('Enter');
  await expect(toast(admin)).toContainText('is deleted.');
  await live(admin);
  await tabTo(admin, 'button Undo');
  await admin.keyboard.press('Enter');
  await expect(toast(admin)).toContainText('is restored.');
});

test('a dialog keeps the keys to itself, and Escape closes it to where one was @scripts', async ({ admin, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague');
  await tabTo(admin, 'a Delete user');
  await admin.keyboard.press('Enter');
  const dialog = admin.getByRole('dialog', { name: 'Delete colleague?' });
  await expect(dialog).toBeVisible();
  await expect(admin).toHaveURL('/users/colleague?dialog=delete');
  for (let presses = 0; presses < 12; presses += 1) {
    await admin.keyboard.press('Tab');
    const outside = await admin.evaluate(() => {
      const element = document.activeElement;
      return element !== null && element !== document.body && !element.closest('dialog');
    });
    expect(outside, await focused(admin)).toBe(false);
  }
  await admin.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(admin).toHaveURL('/users/colleague');
  await expect(admin.getByRole('link', { name: 'Delete user' })).toBeFocused();
  // It opens again, as often as one likes.
  await admin.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await admin.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect((await client.user('colleague')).deleted_at).toBeNull();
});

test('behind an open dialog the page can’t be used', async ({ admin, client }) => {
  await client.addUser({ user_id: 'colleague' });
  await open(admin, '/users/colleague?dialog=delete');
  for (let presses = 0; presses < 12; presses += 1) {
    await admin.keyboard.press('Tab');
    // Without scripts a dialog is a part of the page, which one may also leave by the bar on top.
    const inside = await admin.evaluate((allowed) => {
      const element = document.activeElement;
      return element === document.body || element?.closest(allowed) !== null;
    }, scripts() ? 'dialog' : 'dialog, .skip, .topbar');
    expect(inside, await focused(admin)).toBe(true);
  }
});

test('an address that asks for a dialog that is not there leaves the page usable', async ({ admin, client }) => {
  for (const user_id of ['colleague', 'gone']) await client.addUser({ user_id });
  await client.deleteUser('gone');
  for (const path of ['/?dialog=delete', '/users/gone?dialog=delete', '/users/colleague?dialog=purge', '/account?dialog=x']) {
    await open(admin, path);
    await expect(admin.getByRole('dialog')).toHaveCount(0);
    await expect(admin.locator('[inert]')).toHaveCount(0);
  }
});

test('on another page the heading has the focus @scripts', async ({ admin }) => {
  await open(admin, '/');
  const heading = (name: string) => admin.getByRole('heading', { level: 1, name });
  await admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click();
  await expect(heading('User management')).toBeFocused();
  await admin.getByRole('link', { name: 'Add user' }).click();
  await expect(heading('Add user')).toBeFocused();
  await admin.goBack();
  await expect(heading('User management')).toBeFocused();
  await row(admin, 'admin').getByRole('link', { name: 'admin', exact: true }).click();
  await expect(heading('admin')).toBeFocused();
});

test('after a refused form the first refused field has the focus', async ({ admin, guard }) => {
  await open(admin, '/users/new');
  await tabTo(admin, 'input User ID');
  await admin.keyboard.type('colleague');
  await tabTo(admin, /^input Email address/);
  await admin.keyboard.type('nowhere');
  await tabTo(admin, 'input Password');
  await admin.keyboard.type('short');
  await guard.expectingRefusal(() => admin.keyboard.press('Enter'));
  const email = field(admin, 'Email address');
  await expect(email).toBeFocused();
  expect(await errorOf(email)).toMatch(/^Enter an address like/);
  await expect(field(admin, 'User ID')).toHaveValue('colleague');
});

test('the refused fields are links above the form', async ({ admin, guard }) => {
  await open(admin, '/users/new');
  await guard.expectingRefusal(() => admin.getByRole('button', { name: 'Add user' }).click());
  const notice = admin.locator('.notice');
  await expect(notice).toContainText('Nothing was saved yet: 3 fields need a change.');
  await expect(notice.getByRole('link')).toHaveCount(3);
  await live(admin);
  await notice.getByRole('link', { name: /^Password:/ }).click();
  await expect(field(admin, 'Password')).toBeFocused();
});

test('colours are chosen by keys', async ({ admin }) => {
  await open(admin, '/');
  await tabTo(admin, 'summary AD admin');
  await admin.keyboard.press('Enter');
  await tabTo(admin, 'button Dark');
  await admin.keyboard.press('Enter');
  await expect(admin.locator('html')).toHaveAttribute('data-theme', 'dark');
});
