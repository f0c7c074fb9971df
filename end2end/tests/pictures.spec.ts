// One's own profile picture: chosen, shown, refused, removed.

import { here, open, toast, userMenu } from '../support/console.ts';
import { expect, type Page, test } from '../support/test.ts';

/** A GIF of one pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

async function upload(page: Page, name: string, content: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file(name, content));
  await page.getByRole('button', { name: 'Upload' }).click();
}

/** Whether the picture on top of the page is loaded and shown. */
async function isShown(page: Page): Promise<void> {
  const picture = userMenu(page).locator('.avatar img');
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
}

test('a picture is uploaded, shown wherever the user is, and removed', async ({ browserOf, client }) => {
  await client.addUser({ user_id: 'colleague', name: 'My Colleague' });
  const page = await browserOf(await client.logIn('colleague'));
  await open(page, '/account');
  await upload(page, 'anything.bin', GIF);
  await expect(toast(page)).toContainText('Changes saved.');
  await isShown(page);
  await page.getByRole('button', { name: 'Remove picture' }).click();
  await expect(toast(page)).toContainText('Changes saved.');
  await expect(userMenu(page).locator('.avatar img')).toHaveCount(0);
  await expect(userMenu(page)).toContainText('MC');
});

test('what is no picture is refused beside its field', async ({ browserOf, client }) => {
  await client.addUser({ user_id: 'colleague' });
  const page = await browserOf(await client.logIn('colleague'));
  await open(page, '/account');
  await upload(page, 'picture.png', Buffer.from('<svg onload="alert(1)"/>'));
  await expect(page.locator('#profile_picture-error')).toContainText('PNG, JPEG, WebP or GIF');
  expect(here(page)).toMatch(/^\/account\?flash=/);
});
