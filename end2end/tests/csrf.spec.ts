// A page of another server, opened by a logged-in admin, tries to change something here.

import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Locator } from '@playwright/test';

import { open, scripts } from '../support/console.ts';
import { expect, logInAs, PASSWORD, test } from '../support/test.ts';

const NEW_USER = {
  user_id: 'mallory',
  name: '',
  description: '',
  primary_email_address: 'mallory@example.com',
  password: PASSWORD,
  confirm: PASSWORD,
  state: 'approved',
  admin: 'on',
};

/** What an attacker would want to happen. */
const ATTACKS: Record<string, Record<string, string>> = {
  'users/create': NEW_USER,
  'users/state': { user_id: 'victim', state: 'suspended' },
  'users/restore': { user_id: 'deleted-victim' },
  'users/purge': { user_id: 'deleted-victim', typed: 'deleted-victim' },
  'users/update': { user_id: 'victim', base: '{}', admin: 'on' },
  'users/delete': { user_id: 'victim', how: 'purge', typed: 'victim' },
  'account/update': { base: '{}', primary_email_address: 'admin@evil.example' },
  'account/theme': { theme: 'dark' },
  'sessions/end-others': {},
  'sessions/delete': {},
};
const TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The attacker's page: a form for each attack and way to send it. What posts does so into a frame. */
function page(target: string): string {
  const forms = Object.entries(ATTACKS).flatMap(([name, fields]) => {
    const inputs = Object.entries(fields).map(([k, v]) => `<input type="hidden" name="${k}" value="${escape(v)}">`);
    const rest = `action="${target}/fn/${name}">${inputs.join('')}<button>Win</button></form>`;
    return [`<form ${rest}`, ...TYPES.map((type) => `<form method="post" enctype="${type}" target="frame" ${rest}`)];
  });
  return `<!DOCTYPE html><title>Win a prize</title><iframe name="frame"></iframe>${forms.join('\n')}`;
}

let attacker: HttpServer;
let port: number;

test.beforeAll(async () => {
  attacker = createServer((request, response) => {
    const target = new URL(request.url ?? '', 'http://attacker').searchParams.get('target') ?? '';
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page(target));
  });
  attacker.listen(0, '127.0.0.1');
  await once(attacker, 'listening');
  ({ port } = attacker.address() as AddressInfo);
});

test.afterAll(() => attacker.close());

test.beforeEach(async ({ client }) => {
  for (const user_id of ['victim', 'deleted-victim']) await client.addUser({ user_id });
  await client.deleteUser('deleted-victim');
  await client.logIn();
});

/** From where to where: the same site on another port, and another site. */
const WAYS = [
  ['a page of the same site', 'localhost', 'localhost'],
  ['a page of another site', 'localhost', '127.0.0.1'],
  ['a page of another site, to the public name', '127.0.0.1', 'localhost'],
] as const;

for (const [from, attackerHost, ourHost] of WAYS) {
  test(`no form on ${from} changes anything`, async ({ admin, client, guard, server, context }) => {
    const target = `http://${ourHost}:${server.port}`;
    const url = `http://${attackerHost}:${port}/?target=${encodeURIComponent(target)}`;
    for (const origin of [`http://${attackerHost}:${port}`, target, 'chrome-error://chromewebdata']) guard.ignore(origin);
    await logInAs(context, client, ourHost);
    const before = await client.everything();
    const press = async (button: Locator): Promise<number> => {
      const answered = admin.waitForResponse((response) => response.url().startsWith(`${target}/fn/`));
      // An answer that arrives in a frame would call off what is sent from there next.
      const shown = admin.waitForEvent('framenavigated');
      await button.click();
      await shown;
      // What a request changes is changed before it is answered.
      return (await answered).status();
    };
    await admin.goto(url);
    const posting = await admin.locator('form[method=post] button').all();
    expect(posting.length).toBe(Object.keys(ATTACKS).length * TYPES.length);
    for (const button of posting) expect(await press(button)).toBe(403);
    // What asks instead of posting is asked at the top, where the cookie of another site's page goes along.
    for (const name of Object.keys(ATTACKS)) {
      await admin.goto(url);
      expect(await press(admin.locator(`form:not([method])[action$="/${name}"] button`)), name).toBe(405);
    }
    expect(await client.everything()).toBe(before);
    expect(await client.isLoggedIn()).toBe(true);
  });

  test(`no script on ${from} changes or reads anything @scripts`, async ({ admin, client, guard, server, context }) => {
    const target = `http://${ourHost}:${server.port}`;
    guard.ignore(`http://${attackerHost}:${port}`);
    guard.ignore(target);
    await logInAs(context, client, ourHost);
    const before = await client.everything();
    await admin.goto(`http://${attackerHost}:${port}/?target=${encodeURIComponent(target)}`);
    const read = await admin.evaluate(
      async ({ target, attacks, types }) => {
        const read: string[] = [];
        for (const [name, fields] of Object.entries(attacks)) {
          for (const type of [...types, 'application/json', '']) {
            for (const mode of ['no-cors', 'cors'] as const) {
              const body = type === 'application/json' ? JSON.stringify(fields) : new URLSearchParams(fields).toString();
              const headers: Record<string, string> = type ? { 'content-type': type } : {};
              const options: RequestInit = { method: 'POST', mode, credentials: 'include', headers, body };
              const answer = await fetch(`${target}/fn/${name}`, options).catch(() => null);
              if (answer && answer.type !== 'opaque') read.push(name);
            }
          }
          navigator.sendBeacon(`${target}/fn/${name}`, new URLSearchParams(fields));
        }
        for (const path of ['/users', '/fn/users/list?limit=20', '/fn/sessions/user', '/account']) {
          const answer = await fetch(target + path, { credentials: 'include' }).catch(() => null);
          if (answer) read.push(path);
        }
        return read;
      },
      { target, attacks: ATTACKS, types: TYPES },
    );
    expect(read).toEqual([]);
    expect(await client.everything()).toBe(before);
    expect(await client.isLoggedIn()).toBe(true);
  });

  test(`${from} can’t frame the console`, async ({ admin, client, guard, server, context }) => {
    const target = `http://${ourHost}:${server.port}`;
    await logInAs(context, client, ourHost);
    guard.ignore(`http://${attackerHost}:${port}`);
    guard.ignore(target);
    guard.ignore('chrome-error://chromewebdata');
    await admin.goto(`http://${attackerHost}:${port}/`);
    const paths = ['/users', '/login', '/nowhere', '/pkg/nothing', '/fn/nothing'];
    const frames = paths.map((path) => `<iframe name="${path}" src="${target}${path}"></iframe>`);
    await admin.setContent(frames.join('\n'));
    for (const path of paths) {
      // By name each time, since the browser replaces a frame that changes its process.
      await expect.poll(() => admin.frame({ name: path })?.url(), path).toBe('chrome-error://chromewebdata/');
      const shown = admin.frameLocator(`iframe[name="${path}"]`).locator('[data-icons], .page, .login');
      await expect(shown, path).toHaveCount(0);
    }
  });
}

test('the same, sent by a page of the console, does change something', async ({ admin, client }) => {
  // Without this, the tests above could pass for what they send being no good.
  await open(admin, '/users');
  const before = await client.everything();
  const send = async (name: string): Promise<number> => {
    const request = { name, body: new URLSearchParams(ATTACKS[name]).toString() };
    if (scripts()) {
      return admin.evaluate(async ({ name, body }) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
        return (await fetch(`/fn/${name}`, { method: 'POST', headers, body })).status;
      }, request);
    }
    return (await client.send('POST', name, ATTACKS[name])).status;
  };
  for (const name of Object.keys(ATTACKS).filter((name) => name !== 'users/purge' && name !== 'sessions/delete')) {
    expect(await send(name), name).toBe(200);
  }
  expect(await client.everything()).not.toBe(before);
});
