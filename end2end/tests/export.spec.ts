// The users of a list as a file.

import { readFile } from 'node:fs/promises';

import { open, search } from '../support/console.ts';
import { expect, test } from '../support/test.ts';

test('what is searched is had as a CSV file and as JSON', async ({ admin, client }) => {
  await client.addUser({ user_id: 'ada-okafor', name: 'Ada Okafor' });
  await open(admin, '/users');
  await search(admin, 'okafor');
  for (const [kind, name, first] of [
    ['CSV file', 'users.csv', /^user_id,name,.*\r\nada-okafor,Ada Okafor,/],
    ['JSON, a user a line', 'users.ndjson', /^\{"ids":\{"user_id":"ada-okafor"\}/],
  ] as const) {
    await admin.getByText('Export', { exact: true }).click();
    const download = admin.waitForEvent('download');
    await admin.getByRole('link', { name: kind }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(name);
    expect(await readFile(await file.path(), 'utf8')).toMatch(first);
    await admin.goto('/users?q=okafor');
  }
});
