// What people do on the pages of the console again and again.

import { expect, type Locator, type Page } from '@playwright/test';

import { PASSWORD } from './client.ts';
import { test } from './test.ts';

/** Whether this run has scripting on. */
export function scripts(): boolean {
  return test.info().project.use.javaScriptEnabled !== false;
}

/** Opens a page and waits until it does all it can. Answers the status. */
export async function open(page: Page, path: string): Promise<number> {
  const response = await page.goto(path);
  await live(page);
  return response?.status() ?? 0;
}

/** Waits until the page's scripts run, where there are any. */
export async function live(page: Page): Promise<void> {
  if (!scripts()) return;
  await page.locator('html[data-live]').waitFor({ state: 'attached' });
  // What hydration has put off until after the first frame is done after the second.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Fills in the log-in and sends it, from wherever it was asked for. */
export async function logIn(page: Page, who = 'admin', password = PASSWORD): Promise<void> {
  await page.getByLabel('User ID or email').fill(who);
  await field(page, 'Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** A field by its label; parts of a form may be called the same. */
export function field(page: Page | Locator, label: string): Locator {
  return page.getByLabel(new RegExp(`^${label}( optional)?$`)).and(page.locator('input, select, textarea'));
}

/** What stands in the URL of a page, without the server's name. */
export function here(page: Page): string {
  const { pathname, search, hash } = new URL(page.url());
  return pathname + search + hash;
}

/** The user's name in the top right corner, which opens the menu. */
export function userMenu(page: Page): Locator {
  return page.locator('.account-menu > summary');
}

export async function openUserMenu(page: Page): Promise<Locator> {
  await userMenu(page).click();
  const panel = page.locator('.account-menu > .menu-panel');
  await expect(panel).toBeVisible();
  return panel;
}

/** Searches the list, as one types or, without scripts, by Enter. */
export async function search(page: Page, text: string): Promise<void> {
  const box = page.getByRole('searchbox', { name: 'Search users' });
  await box.fill(text);
  if (!scripts()) await box.press('Enter');
  await expect.poll(() => new URL(page.url()).searchParams.get('q') ?? '').toBe(text);
}

/** The IDs of the list, from top to bottom. */
export async function ids(page: Page): Promise<string[]> {
  await expect(page.locator('.list[aria-busy=true]')).toHaveCount(0);
  return page.locator('table .row-link').allInnerTexts();
}

/** The row of a user in a list. */
export function row(page: Page, userId: string): Locator {
  const link = page.getByRole('link', { name: userId, exact: true });
  return page.getByRole('row').filter({ has: link });
}

/** The short word on what was done. */
export function toast(page: Page): Locator {
  return page.locator('.toast');
}

/** The sentence below a field that was refused, found as a screen reader finds it. */
export async function errorOf(refused: Locator): Promise<string> {
  await expect(refused).toHaveAttribute('aria-invalid', 'true');
  const description = await refused.getAttribute('aria-describedby');
  const id = description?.split(' ').find((id) => id.endsWith('-error'));
  expect(id, 'the field names its error').toBeTruthy();
  return (await refused.page().locator(`[id="${id}"]`).innerText()).trim();
}
