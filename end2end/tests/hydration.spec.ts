// Every page comes alive in silence, and under its own strict policy. That nothing else is said on the console, that
// no request fails and no policy is broken, is watched in every test; see `support/guard.ts`.

import { field, here, open, openUserMenu, row } from '../support/console.ts';
import { expect, type Page, test } from '../support/test.ts';

test.use({ world: 'people' });

const FOR_NOBODY = [
  '/login',
  '/login?n=%2Fusers',
  '/login?done=password&user=ada-okafor',
  '/login?done=mailed',
  '/update-password',
  '/forgot-password',
  '/login-link',
  '/token-login',
  '/validate',
  '/register',
];
const FOR_ADMINS = [
  '/',
  '/users',
  '/users?q=nu&order=-name',
  '/users?state=suspended&limit=50',
  '/users?page=2',
  '/users?page=99',
  '/users?q=nobody-at-all',
  '/users?tab=deleted',
  '/users?tab=deleted&q=nobody-at-all',
  '/users/new',
  '/users/maria-gonzalez',
  '/users/maria-gonzalez?done=saved&was=suspended&was_admin=on',
  '/users/maria-gonzalez?dialog=delete',
  '/users/maria-gonzalez/activity',
  '/users/maria-gonzalez/password',
  '/reserved-ids',
  '/users/invitations',
  '/users/peter-vogel',
  '/users/peter-vogel?dialog=purge',
  '/users/peter-vogel?done=deleted',
  '/account',
  '/account/password',
  '/account/notifications',
  '/account/delete',
  '/account/sessions',
  '/account/api-keys',
];
const NOWHERE = ['/nowhere', '/users/nobody-at-all', '/users/new/x', '/users/%22%3E%3Cscript%3E'];

/** What a page shows and holds, without what only scripts add. */
async function text(page: Page): Promise<string> {
  return page.locator('main').evaluate((main) => {
    const copy = main.cloneNode(true) as HTMLElement;
    for (const element of copy.querySelectorAll('.time, time, .copy')) element.remove();
    return (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
  });
}

for (const path of FOR_NOBODY) {
  test(`${path} comes alive in silence for who is not logged in`, async ({ page }) => {
    expect(await open(page, path)).toBe(200);
    await expect(page.locator('h1')).toBeVisible();
  });
}

for (const path of FOR_ADMINS) {
  test(`${path} comes alive in silence, and shows what it showed before @scripts`, async ({ admin, browserOf, client }) => {
    expect(await open(admin, path)).toBe(200);
    await expect(admin.locator('h1')).toBeVisible();
    const before = await browserOf(client, { javaScriptEnabled: false });
    await before.goto(path);
    expect(await text(admin)).toBe(await text(before));
    expect(await admin.title()).toBe(await before.title());
  });
}

for (const path of NOWHERE) {
  test(`${path} is a page that says so`, async ({ admin, guard }) => {
    await guard.expecting([404], async () => expect(await open(admin, path)).toBe(404));
    await expect(admin.getByRole('heading', { level: 1, name: 'Not here' })).toBeVisible();
    await admin.getByRole('link', { name: 'Overview' }).last().click();
    await expect(admin.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  });
}

test('one goes through all pages without loading another @scripts', async ({ admin }) => {
  const h1 = (name: string) => expect(admin.getByRole('heading', { level: 1, name })).toBeVisible();
  const link = (name: string) => admin.getByRole('main').getByRole('link', { name, exact: true });
  await open(admin, '/');
  await admin.evaluate(() => Object.assign(globalThis, { stayed: true }));

  await admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click();
  await h1('User management');
  await link('Add user').click();
  await h1('Add user');
  await link('Cancel').click();
  await h1('User management');
  await admin.getByRole('link', { name: 'Next page' }).click();
  await expect(admin).toHaveURL('/users?page=2');
  await link('Name').click();
  await expect(admin).toHaveURL('/users?order=name');
  await row(admin, 'ada-okafor').getByRole('link', { name: 'ada-okafor', exact: true }).click();
  await h1('Ada Okafor');
  await link('Delete user').click();
  await expect(admin.getByRole('dialog', { name: 'Delete ada-okafor?' })).toBeVisible();
  await admin.getByRole('dialog').getByRole('link', { name: 'Cancel' }).click();
  await expect(admin.getByRole('dialog')).toHaveCount(0);
  await link('User management').click();
  await h1('User management');
  await admin.getByRole('navigation', { name: 'User management' }).getByRole('link', { name: 'Deleted' }).click();
  await expect(admin.getByRole('table', { name: 'Deleted users' })).toBeVisible();
  await row(admin, 'peter-vogel').getByRole('link', { name: 'peter-vogel', exact: true }).click();
  await h1('Peter Vogel');
  await link('Purge').click();
  await expect(admin.getByRole('dialog', { name: 'Purge peter-vogel?' })).toBeVisible();
  await admin.getByRole('dialog').getByRole('link', { name: 'Cancel' }).click();
  await (await openUserMenu(admin)).getByRole('link', { name: 'Profile' }).click();
  await h1('Your account');
  await link('Password').click();
  await expect(admin).toHaveURL('/account/password');
  await link('Sessions').click();
  await expect(admin.getByRole('table', { name: 'Sessions' })).toBeVisible();
  await admin.getByRole('link', { name: 'Roster' }).click();
  await h1('Overview');
  await admin.getByRole('link', { name: 'Suspended' }).click();
  await expect(admin).toHaveURL('/users?state=suspended');
  await admin.goBack();
  await h1('Overview');

  expect(await admin.evaluate(() => 'stayed' in globalThis)).toBe(true);
  expect(here(admin)).toBe('/');
});

test('a page whose code does not come is fetched whole, and works without it @scripts', async ({ admin, guard }) => {
  await open(admin, '/users');
  await admin.evaluate(() => Object.assign(globalThis, { stayed: true }));
  await admin.route(/split_pages/, (route) => route.fulfill({ status: 404 }));
  let refused = 0;
  admin.on('console', (message) => {
    if (message.text().includes('HTTP status code is not ok')) refused += 1;
  });
  await guard.expecting([404, /HTTP status code is not ok/], async () => {
    await row(admin, 'ada-okafor').getByRole('link', { name: 'ada-okafor', exact: true }).click();
    await expect(admin.getByRole('heading', { level: 1, name: 'Ada Okafor' })).toBeVisible();
    // Twice where one went, before the page and once more to show it, and once on the page that was fetched for that.
    await expect.poll(() => refused).toBe(3);
  });
  expect(await admin.evaluate(() => 'stayed' in globalThis)).toBe(false);
  await expect(admin.locator('html')).not.toHaveAttribute('data-live');
  await admin.unroute(/split_pages/);
  // Nothing has taken over this page, so that the browser follows its links; the next one is alive again.
  await admin.getByRole('main').getByRole('link', { name: 'Delete user' }).click();
  await expect(admin.getByRole('dialog', { name: 'Delete ada-okafor?' })).toBeVisible();
  await expect(admin.locator('html')).toHaveAttribute('data-live');
});

test('no text becomes code in a page @scripts', async ({ admin, guard }) => {
  await open(admin, '/users');
  const attempts = await guard.expecting([/securitypolicyviolation/, /Trusted/], () =>
    // From a timer: what is asked by a debugger is not under the policy.
    admin.evaluate(
      () =>
        new Promise<Record<string, string>>((done) => {
          const attempt = (code: () => unknown): string => {
            try {
              return `ran: ${String(code())}`;
            } catch (error) {
              return (error as Error).name;
            }
          };
          setTimeout(() => {
            const outcomes = {
              'new Function': attempt(() => new Function('return 1')()),
              eval: attempt(() => (0, eval)('1')),
              'script.text': attempt(() => (document.createElement('script').text = '1')),
              'script.src': attempt(() => (document.createElement('script').src = '/evil.js')),
            };
            // By then the browser has said all it has to say about it.
            requestAnimationFrame(() => requestAnimationFrame(() => done(outcomes)));
          });
        }),
    ),
  );
  expect(attempts['new Function']).toMatch(/^(EvalError|TypeError)$/);
  expect(attempts.eval).toMatch(/^(EvalError|TypeError)$/);
  expect(attempts['script.text']).toBe('TypeError');
  expect(attempts['script.src']).toBe('TypeError');
});

test('no HTML with code in it gets into a page @scripts', async ({ admin }) => {
  await open(admin, '/users');
  const attacks = [
    '<img src=x onerror=alert(1)>',
    '<IMG SRC=x OnError =alert(1)>',
    '<script>alert(1)</script>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#115;cript:alert(1)">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<base href="https://evil.example">',
  ];
  const outcomes = await admin.evaluate(
    (attacks) =>
      new Promise<string[]>((done) => {
        setTimeout(() => {
          const outcome = (html: string): string => {
            const element = document.createElement('div');
            try {
              element.innerHTML = html;
              return element.innerHTML;
            } catch (error) {
              return `${error instanceof TypeError ? 'TypeError' : String(error)}, left ${element.childNodes.length}`;
            }
          };
          done(attacks.map(outcome));
        });
      }),
    [...attacks, '<b>bold</b>'],
  );
  expect(outcomes).toEqual([...attacks.map(() => 'TypeError, left 0'), '<b>bold</b>']);
});

test('an inline script does not run @scripts', async ({ admin, guard }) => {
  await open(admin, '/users');
  const ran = await guard.expecting([/Trusted|Content Security Policy/], () =>
    admin.evaluate(
      () =>
        new Promise<boolean>((done) => {
          setTimeout(() => {
            const script = document.createElement('script');
            script.append('globalThis.evil = true');
            document.body.append(script);
            requestAnimationFrame(() => requestAnimationFrame(() => done('evil' in globalThis)));
          });
        }),
    ),
  );
  expect(ran).toBe(false);
});

test('every HTML answer has the policy with a nonce of its own', async ({ admin }) => {
  const nonces = new Set<string>();
  for (const path of ['/', '/users', '/users', '/login', '/account']) {
    const response = await admin.request.get(path, { headers: { accept: 'text/html' } });
    const policy = response.headers()['content-security-policy'] ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(policy.replace(nonce, 'N')).toBe(
      "default-src 'none'; script-src 'self' 'nonce-N' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
        "object-src 'none'; require-trusted-types-for 'script'; trusted-types default",
    );
    expect(response.headers()['cache-control']).toContain('no-store');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(5);
  expect([...nonces].every((nonce) => nonce.length >= 16)).toBe(true);
});

test('a script in what people typed is shown, and does not run', async ({ admin, client }) => {
  const name = '<img src=x onerror=alert(1)>';
  await client.addUser({ user_id: 'mallory', name, description: '</textarea><script>alert(1)</script>' });
  await open(admin, '/users?q=mallory');
  await expect(row(admin, 'mallory')).toContainText(name);
  await open(admin, '/users/mallory');
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(field(admin, 'Description')).toHaveValue('</textarea><script>alert(1)</script>');
});
