// Programs that act for people: made known by an admin, allowed by each user, used by a library that knows nothing of Roster.

import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import * as oauth from 'oauth4webapi';

import { errorOf, field, logIn, open, toast } from '../support/console.ts';
import { expect, type Page, PASSWORD, test } from '../support/test.ts';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

const row = (page: Page, id: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: id }) });

/** Waits until the password was typed too long ago. */
async function later(): Promise<void> {
  const begun = Date.now();
  await expect.poll(() => Date.now() - begun).toBeGreaterThan(1_000);
}

/** A team's own program, to which people come back. */
class Wiki {
  private constructor(private readonly server: HttpServer) {}

  static async start(): Promise<Wiki> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,"><h1>The wiki</h1>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wiki(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get done(): string {
    return `${this.origin}/done`;
  }

  stop(): void {
    this.server.close();
  }
}

/** Makes the wiki known, in the console, and answers its secret. */
async function makeKnown(page: Page, redirectUri: string, rights: string, secret = true): Promise<string> {
  await open(page, '/users');
  await page.getByRole('link', { name: 'Programs', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Programs' })).toBeVisible();
  await field(page, 'ID').fill('wiki');
  await field(page, 'Name').fill('The wiki');
  await field(page, 'Addresses to go back to').fill(redirectUri);
  await field(page, 'Rights').fill(rights);
  await page.getByRole('checkbox', { name: 'It can keep a secret' }).setChecked(secret);
  await press(page, 'Add program');
  await expect(row(page, 'wiki')).toContainText(`In use, ${secret ? 'with' : 'without'} a secret`);
  return secret ? page.getByRole('status').locator('code').first().innerText() : '';
}

/** The server as the library finds it. */
async function discover(url: string): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(url);
  const options = { algorithm: 'oauth2', [oauth.allowInsecureRequests]: true } as const;
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
}

const insecure = { [oauth.allowInsecureRequests]: true };

test('a library of another language logs somebody in, refreshes and logs out', async ({ admin, browserOf, client, guard, server }) => {
  const wiki = await Wiki.start();
  guard.ignore(wiki.origin);
  const secret = await makeKnown(admin, wiki.done, 'RIGHT_USER_INFO');
  expect(secret).toMatch(/^[A-Z2-7]{52}$/);
  await admin.reload();
  await expect(admin.getByText(secret)).toHaveCount(0);
  await client.addUser({ user_id: 'nora', password: PASSWORD });

  const as = await discover(server.url);
  const program: oauth.Client = { client_id: 'wiki' };
  const authentication = oauth.ClientSecretBasic(secret);
  const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
  const url = new URL(as.authorization_endpoint ?? '');
  const challenge = await oauth.calculatePKCECodeChallenge(verifier);
  const parameters = { client_id: 'wiki', redirect_uri: wiki.done, response_type: 'code', state, code_challenge: challenge };
  url.search = new URLSearchParams({ ...parameters, code_challenge_method: 'S256' }).toString();

  const page = await browserOf();
  await page.goto(url.href);
  await expect(page).toHaveURL(/\/login\?n=/);
  await logIn(page, 'nora', PASSWORD);
  await expect(page.getByRole('heading', { level: 1, name: 'Let “The wiki” act for you?' })).toBeVisible();
  await expect(page.getByRole('listitem')).toHaveText(['See your whole profile']);
  await press(page, 'Allow');
  await expect(page.getByRole('heading', { name: 'The wiki' })).toBeVisible();

  const callback = oauth.validateAuthResponse(as, program, new URL(page.url()), state);
  const exchange = () => oauth.authorizationCodeGrantRequest(as, program, authentication, callback, wiki.done, verifier, insecure);
  const tokens = await oauth.processAuthorizationCodeResponse(as, program, await exchange());
  expect(tokens.expires_in).toBe(3600);
  const ask = async (token: string) =>
    oauth.protectedResourceRequest(token, 'GET', new URL(`${server.url}/api/v3/users/nora?field_mask=primary_email_address`), undefined, undefined, insecure);
  expect(await (await ask(tokens.access_token)).json()).toMatchObject({ primary_email_address: 'nora@example.com' });

  const refresh = (token: string) => oauth.refreshTokenGrantRequest(as, program, authentication, token, insecure);
  const next = await oauth.processRefreshTokenResponse(as, program, await refresh(tokens.refresh_token ?? ''));
  expect((await ask(tokens.access_token)).status).toBe(401);
  expect((await ask(next.access_token)).status).toBe(200);

  const revocation = await oauth.revocationRequest(as, program, authentication, next.refresh_token ?? '', insecure);
  await oauth.processRevocationResponse(revocation);
  expect((await ask(next.access_token)).status).toBe(401);
  wiki.stop();
});

test('nobody is asked twice, and what was allowed can be taken back', async ({ admin, browserOf, client, guard, server }) => {
  const wiki = await Wiki.start();
  guard.ignore(wiki.origin);
  await makeKnown(admin, wiki.done, 'RIGHT_USER_INFO', false);
  await client.addUser({ user_id: 'nora', password: PASSWORD });
  const challenge = await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier());
  const query = { client_id: 'wiki', response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' };
  const path = `/oauth/authorize?${new URLSearchParams(query).toString()}`;
  const page = await browserOf();
  await open(page, '/login');
  await logIn(page, 'nora', PASSWORD);
  await page.goto(server.url + path);
  await press(page, 'Cancel');
  await expect(page).toHaveURL(`${wiki.done}?error=access_denied&error_description=The+user+has+said+no.`);
  await page.goto(server.url + path);
  await press(page, 'Allow');
  await expect(page).toHaveURL(/\?code=MF2XI\./);
  await page.goto(server.url + path);
  await expect(page).toHaveURL(/\?code=MF2XI\./);

  await open(page, '/account');
  await page.getByRole('link', { name: 'Programs', exact: true }).click();
  await expect(row(page, 'wiki')).toContainText('RIGHT_USER_INFO');
  await page.getByRole('button', { name: 'Revoke: wiki' }).click();
  await expect(toast(page)).toContainText('The program can’t act for you any more.');
  await expect(row(page, 'wiki')).toHaveCount(0);
  await page.goto(server.url + path);
  await expect(page.getByRole('button', { name: 'Allow' })).toBeVisible();
  wiki.stop();
});

test('the command line logs in by a code that one copies', async ({ admin, server }) => {
  await admin.goto(`${server.url}/oauth/authorize?client_id=cli&redirect_uri=code&response_type=code`);
  await expect(admin.getByRole('heading', { name: 'Copy this code' })).toBeVisible();
  const code = await admin.locator('output').innerText();
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: 'code', client_id: 'cli' });
  const answer = await fetch(`${server.url}/oauth/token`, { method: 'POST', body });
  const tokens = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const info = await (await fetch(`${server.url}/api/v3/auth_info`, { headers })).json();
  expect(info).toMatchObject({ is_admin: true, oauth_access_token: { client_ids: { client_id: 'cli' } } });
});

test('an admin switches a program off and on, and removes it', async ({ admin, guard }) => {
  await makeKnown(admin, 'https://wiki.example.com/done', 'RIGHT_USER_INFO', false);
  await admin.getByRole('button', { name: 'Switch off: wiki' }).click();
  await expect(row(admin, 'wiki')).toContainText('Switched off');
  await admin.getByRole('button', { name: 'Switch on: wiki' }).click();
  await expect(row(admin, 'wiki')).toContainText('In use');
  await admin.getByRole('button', { name: 'Remove: wiki' }).click();
  await expect(toast(admin)).toContainText('The program is removed.');
  await expect(row(admin, 'wiki')).toHaveCount(0);
  await field(admin, 'ID').fill('wiki');
  await field(admin, 'Addresses to go back to').fill('http://wiki.example.com/done');
  await field(admin, 'Rights').fill('RIGHT_USER_INFO');
  await guard.expectingRefusal(() => press(admin, 'Add program'));
  expect(await errorOf(field(admin, 'Addresses to go back to'))).toMatch(/^Use https:/);
});

test.describe('after a while', () => {
  test.use({ recent: '1s' });

  test('everything is given only to who types the password', async ({ admin, guard, server }) => {
    await open(admin, '/programs');
    await field(admin, 'ID').fill('wiki');
    await field(admin, 'Addresses to go back to').fill('code');
    await field(admin, 'Rights').fill('RIGHT_ALL');
    await later();
    await guard.expectingRefusal(() => press(admin, 'Add program'), 403);
    await field(admin, 'Your own password').fill(PASSWORD);
    await press(admin, 'Add program');
    await expect(row(admin, 'wiki')).toBeVisible();
    const challenge = await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier());
    const query = { client_id: 'wiki', response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' };
    await later();
    await admin.goto(`${server.url}/oauth/authorize?${new URLSearchParams(query).toString()}`);
    await expect(admin.getByText('You are an admin')).toBeVisible();
    await field(admin, 'Your own password').fill('wrong');
    await guard.expecting([422], () => press(admin, 'Allow'));
    await expect(admin.getByText('This is not your current password.')).toBeVisible();
    await field(admin, 'Your own password').fill(PASSWORD);
    await press(admin, 'Allow');
    await expect(admin.getByRole('heading', { name: 'Copy this code' })).toBeVisible();
  });
});

test('an admin ends a session of somebody', async ({ admin, browserOf, client }) => {
  await client.addUser({ user_id: 'nora', password: PASSWORD });
  const nora = await browserOf();
  await open(nora, '/login');
  await logIn(nora, 'nora', PASSWORD);
  await open(admin, '/users/nora');
  await admin.getByRole('link', { name: 'Sessions', exact: true }).click();
  await admin.getByRole('button', { name: /^End/ }).first().click();
  await expect(toast(admin)).toBeVisible();
  await expect(admin.getByText('Nobody is logged in as this user.')).toBeVisible();
  await nora.goto('/');
  await expect(nora).toHaveURL(/\/login/);
});

test('mails that failed are listed', async ({ admin }) => {
  await open(admin, '/users');
  await admin.getByRole('link', { name: 'Failed mails' }).click();
  await expect(admin.getByText('Every mail could be delivered.')).toBeVisible();
});
