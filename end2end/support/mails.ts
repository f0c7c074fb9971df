// What the server has mailed: a folder of files beside its database.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect } from '@playwright/test';

/** The mails that an address was sent. */
export async function mails(folder: string, email: string): Promise<string[]> {
  const names = await readdir(join(folder, 'mails')).catch(() => []);
  const files = names.filter((name) => name.endsWith('.eml'));
  const all = await Promise.all(files.map((name) => readFile(join(folder, 'mails', name), 'utf8')));
  // Long lines are broken by `=`, and `=` itself is written as a number.
  return all.map((mail) => mail.replaceAll('=\r\n', '').replaceAll('=3D', '=')).filter((mail) => mail.includes(`To: ${email}`));
}

/** What stands in the mails to an address, once it does. */
export async function mailed(folder: string, email: string, pattern: RegExp): Promise<string[]> {
  let found: string[] = [];
  await expect
    .poll(async () => {
      found = [...(pattern.exec((await mails(folder, email)).join()) ?? [])].slice(1);
      return found.length;
    })
    .toBeGreaterThan(0);
  return found;
}
