// The test of all specs: a server of its own with the users it asks for, watched pages, and a logged-in admin.

import { rm } from 'node:fs/promises';

import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';

import { Client, COOKIE, PASSWORD } from './client.ts';
import { Guard } from './guard.ts';
import { addPeople } from './people.ts';
import { Server } from './server.ts';

export { expect, type Page } from '@playwright/test';
export { COOKIE, PASSWORD } from './client.ts';

/**
 * Who is there when a test begins: `nobody` (and the server is not started), `admin` alone, or `people` too.
 */
export type World = 'nobody' | 'admin' | 'people';

/** A database that tests begin with a copy of. */
interface Template {
  folder: string;
  /** A session of the admin. */
  cookie: string;
}

interface Options {
  world: World;
  /** Log lines of level ERROR that the test brings about. */
  errors: number;
  /** How long a session goes without being asked for the password again. */
  recent: string;
  /** Who may make an account of their own. */
  registration: 'closed' | 'invitation' | 'approval' | 'open';
  /** Other settings, as the environment names them. */
  settings: Record<string, string>;
}

interface Fixtures {
  server: Server;
  /** The admin, without a browser. */
  client: Client;
  guard: Guard;
  /** A page on which the admin is logged in. */
  admin: Page;
  /** Opens a page in a browser of its own, logged in with the session of a client, or with none. */
  browserOf: (client?: Client, options?: BrowserContextOptions) => Promise<Page>;
}

interface WorkerFixtures {
  templates: (world: World) => Promise<Template>;
}

export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  world: ['admin', { option: true }],
  errors: [0, { option: true }],
  recent: ['12h', { option: true }],
  registration: ['closed', { option: true }],
  settings: [{}, { option: true }],

  templates: [
    async ({}, use) => {
      const made = new Map<World, Promise<Template>>();
      await use((world) => {
        const template = made.get(world) ?? makeTemplate(world);
        made.set(world, template);
        return template;
      });
      for (const template of made.values()) await rm((await template).folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],

  server: async ({ world, templates, errors, recent, registration, settings }, use) => {
    const template = world === 'nobody' ? undefined : (await templates(world)).folder;
    const server = await Server.make(template, recent, registration, settings);
    if (world !== 'nobody') await server.start();
    await use(server);
    const faults = (await server.remove()).filter((line) => line.level === 'ERROR');
    expect(faults.length, JSON.stringify(faults)).toBe(errors);
  },

  baseURL: async ({ server }, use) => use(server.url),

  client: async ({ server, world, templates }, use) => {
    await use(new Client(server.url, world === 'nobody' ? '' : (await templates(world)).cookie));
  },

  guard: async ({}, use, info) => {
    const guard = new Guard(info.project.use.javaScriptEnabled !== false);
    await use(guard);
    guard.check();
  },

  context: async ({ context, guard }, use) => {
    await guard.watch(context);
    await use(context);
    await guard.settle(context);
  },

  admin: async ({ page, context, client }, use) => {
    await logInAs(context, client);
    await use(page);
  },

  browserOf: async ({ browser, guard, context }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (who, options) => {
      const other = await browser.newContext(options);
      contexts.push(other);
      await guard.watch(other, options?.javaScriptEnabled);
      if (who) await logInAs(other, who);
      return other.newPage();
    });
    for (const other of contexts) {
      await guard.settle(other);
      await other.close();
    }
    // The first browser is closed after the others.
    void context;
  },
});

/** Gives a browser the session of a client, as if it had been logged in at `host`. */
export async function logInAs(context: BrowserContext, client: Client, host = 'localhost'): Promise<void> {
  await plant(context, client.cookie, host);
}

/** Puts a value into a browser's session cookie. */
export async function plant(context: BrowserContext, value: string, host = 'localhost'): Promise<void> {
  const attributes = { secure: true, httpOnly: true, sameSite: 'Lax' as const };
  await context.addCookies([{ name: COOKIE, value, domain: host, path: '/', ...attributes }]);
}

async function makeTemplate(world: World): Promise<Template> {
  const server = await Server.make();
  try {
    const admin = ['--user-id', 'admin', '--email', 'admin@example.com', '--password-stdin'];
    await server.run(['admin', 'create', ...admin], `${PASSWORD}\n`);
    await server.start();
    const client = await new Client(server.url).logIn();
    if (world === 'people') await addPeople(client);
    await server.stop();
    return { folder: server.folder, cookie: client.cookie };
  } catch (error) {
    await server.remove();
    throw error;
  }
}
