// What no page may ever do: write to the console, throw, fail a request, answer 5xx, break its own policy.

import { type BrowserContext, expect, type Page } from '@playwright/test';

/** Chromium's own line for each answer of 4xx or 5xx. */
const FAILED_TO_LOAD = /^Failed to load resource: the server responded with a status of (\d{3})/;

/**
 * Chromium's line about a form for a password without a user's name. It looks at each field once, so of a form that
 * arrives in two pieces it says this although the name is there: `doubt` looks at the whole form.
 */
const NAMELESS_FORM = /^\[DOM\] Password forms should have \(optionally hidden\) username fields/;

/** What a step says will happen: a status of an answer, or the text of a line in the console. */
export type Expected = number | RegExp;

export class Guard {
  constructor(private readonly scripts: boolean) {}

  private readonly complaints: string[] = [];
  private readonly foreign: string[] = [];
  private readonly doubts: Promise<void>[] = [];
  private expected: Expected[] = [];
  /** What was expected and has happened; a status is both an answer and a line in the console. */
  private seen = new Set<Expected | string>();

  /** Watches every page of a browser, also those it opens itself. */
  async watch(context: BrowserContext, scripts = this.scripts): Promise<void> {
    // The console is told of what a browser keeps to itself; without scripts its own lines have to do.
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
        console.error(`securitypolicyviolation: ${violatedDirective} ${blockedURI} ${sample}`);
      });
    });
    context.on('response', (response) => {
      const status = response.status();
      if (status >= 400) this.take('answer', status, `${status} ${response.url()}`, response.url());
    });
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      // A browser gives up what it no longer needs when a page is left; nothing has failed then.
      const left = why === 'net::ERR_ABORTED';
      // With scripting off Chromium refuses to preload scripts, and calls that by this name.
      const off = !scripts && why === 'csp' && request.resourceType() === 'script';
      if (!left && !off) this.take('failure', undefined, `failed: ${why} ${request.url()}`, request.url());
    });
    context.on('console', (message) => {
      const { url } = message.location();
      const status = FAILED_TO_LOAD.exec(message.text())?.[1];
      const line = `console: ${message.type()}: ${message.text()} (${url})`;
      const page = message.page();
      if (page && NAMELESS_FORM.test(message.text())) return void this.doubts.push(this.doubt(page, line));
      this.take('line', status ? Number(status) : undefined, line, url || (message.page()?.url() ?? ''));
    });
    context.on('weberror', (error) => {
      this.take('error', undefined, `page error: ${error.error().stack}`, error.page()?.url() ?? '');
    });
    context.on('page', (page) => page.on('crash', () => this.complaints.push(`crashed: ${page.url()}`)));
  }

  /** Waits until everything that pages have said so far has been heard. */
  async settle(context: BrowserContext): Promise<void> {
    for (const page of context.pages()) await page.evaluate(() => 0);
    await Promise.all(this.doubts);
  }

  /** Takes a line about a form without a name if the page has one; nobody can tell of a page that was left meanwhile. */
  private async doubt(page: Page, line: string): Promise<void> {
    const nameless = await page.evaluate(hasNamelessForm).catch(() => false);
    if (nameless) this.take('line', undefined, line, page.url());
  }

  private take(kind: string, status: number | undefined, complaint: string, url: string): void {
    if (this.foreign.some((origin) => url.startsWith(origin))) return;
    const found = this.expected.find((one) => (typeof one === 'number' ? one === status : one.test(complaint)));
    if (found === undefined) this.complaints.push(complaint);
    else this.seen.add(typeof found === 'number' ? `${kind} ${found}` : found);
  }

  /** Runs a step during which these things happen, each once or more, and nothing else. */
  async expecting<T>(expected: Expected[], step: () => Promise<T>): Promise<T> {
    this.expected = expected;
    this.seen = new Set();
    try {
      const result = await step();
      const both = expected.flatMap((one): (RegExp | string)[] => (typeof one === 'number' ? [`answer ${one}`, `line ${one}`] : [one]));
      const missing = () => both.filter((one) => !this.seen.has(one));
      await expect.poll(missing, { message: 'what the step should bring about' }).toEqual([]);
      return result;
    } finally {
      this.expected = [];
    }
  }

  /** Runs a step that refuses a form. A script is told so by 422; without scripts it is a page like any other. */
  async expectingRefusal<T>(step: () => Promise<T>, status = 422): Promise<T> {
    return this.expecting(this.scripts ? [status] : [], step);
  }

  /** What pages of another server do is not ours to answer for. */
  ignore(origin: string): void {
    this.foreign.push(`${origin}/`);
  }

  /** Fails if anything has happened that no step expected. */
  check(): void {
    expect(this.complaints, 'what no page may do').toEqual([]);
  }
}

/** Whether no field of text comes before the password of a form, so that none could say whose it is. Runs in the page. */
function hasNamelessForm(): boolean {
  const password = '[autocomplete=current-password], [autocomplete=new-password]';
  const field = `input:not([type]), [type=text], [type=email], ${password}`;
  return [...document.forms].some((form) => form.querySelector(field)?.matches(password));
}
