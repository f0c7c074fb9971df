// The real server, with a database of its own, on a port of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROGRAM = resolve(process.env.ROSTER_SERVER ?? join(import.meta.dirname, '../../target/release/roster-server'));
const PATIENCE = 20_000;

/** What one line of the server's log says. */
export interface LogLine {
  level: string;
  message?: string;
  [field: string]: unknown;
}

export class Server {
  private process: ChildProcess | undefined;
  private stderr = '';

  private constructor(
    /** Where the database lies. */
    readonly folder: string,
    readonly port: number,
    /** Where gRPC is spoken. */
    readonly grpcPort: number,
    /** How long a session goes without being asked for the password again. */
    private readonly recent: string,
    /** Who may make an account of their own. */
    private readonly registration: string,
    /** Other settings, as the environment names them. */
    private readonly settings: Record<string, string>,
  ) {}

  /** A server that is not running yet, on a copy of `template`'s folder where one is given. */
  static async make(template?: string, recent = '12h', registration = 'closed', settings: Record<string, string> = {}): Promise<Server> {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing; cargo xtask build makes it`);
    const folder = await mkdtemp(join(tmpdir(), 'roster-'));
    if (template) await cp(template, folder, { recursive: true });
    return new Server(folder, await freePort(), await freePort(), recent, registration, settings);
  }

  /** What people type to get here. */
  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Runs another command of the program, and answers what it prints. */
  async run(args: string[], stdin = ''): Promise<string> {
    const child = spawn(PROGRAM, args, { env: this.environment(), stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.end(stdin);
    const [status] = (await once(child, 'close')) as [number | null];
    if (status !== 0) throw new Error(`roster-server ${args.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  }

  /** Starts it and waits until it and its database are ready. */
  async start(): Promise<void> {
    const child = spawn(PROGRAM, ['start'], { env: this.environment(), stdio: ['ignore', 'ignore', 'pipe'] });
    this.process = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    const end = Date.now() + PATIENCE;
    while (!(await this.isReady())) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${this.stderr}`);
      if (Date.now() > end) throw new Error(`the server was not ready in time: ${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  private async isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
  }

  /** Ends it as an operator would, and answers what it has logged. */
  async stop(): Promise<LogLine[]> {
    const child = this.process;
    this.process = undefined;
    if (child && child.exitCode === null) {
      const closed = once(child, 'close');
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      child.kill('SIGTERM');
      await closed;
      clearTimeout(late);
      if (child.exitCode !== 0) throw new Error(`the server did not end cleanly (${child.exitCode}): ${this.stderr}`);
    }
    const lines = this.stderr.split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  /** Stops it where it still runs, and removes its folder. */
  async remove(): Promise<LogLine[]> {
    try {
      return await this.stop();
    } finally {
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  /** Nothing of the machine's own settings gets in. */
  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      ROSTER_DATABASE_URL: `sqlite://${join(this.folder, 'roster.db')}`,
      ROSTER_HTTP_LISTEN: `127.0.0.1:${this.port}`,
      ROSTER_GRPC_LISTEN: `127.0.0.1:${this.grpcPort}`,
      ROSTER_HTTP_PUBLIC_URL: this.url,
      ROSTER_LOG_FORMAT: 'json',
      ROSTER_SESSIONS_RECENT: this.recent,
      ROSTER_REGISTRATION_MODE: this.registration,
      ...this.settings,
    };
  }
}

/** Where the ports that a server may get begin, and how many each process of the tests has for itself. They lie below
    those that the system lends to outgoing connections (from 32,768), one of which could else take a port between its
    choice and its use; and above those that browsers ask for nothing (10,080 is the last of them). */
const [FIRST_PORT, PORTS] = [12_000, 1_000];
let nextPort = 0;

/** A port that nobody listens on, and that no other test is about to. */
async function freePort(): Promise<number> {
  const first = FIRST_PORT + Number(process.env.TEST_PARALLEL_INDEX ?? 0) * PORTS;
  for (let tries = 0; tries < PORTS; tries++) {
    const port = first + (nextPort++ % PORTS);
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
  throw new Error(`no port from ${first} on is free`);
}
