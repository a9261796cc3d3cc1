// The real binary, as it is installed: `presswork serve` on SQLite, or API and worker on PostgreSQL and Redis.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import * as services from './services.mjs';

const PATIENCE = 30_000;

/**
 * Starts a server that answers, and stops it when the test is over.
 *
 * @param scope whose `after` ends it: the context of a test, or the module `node:test` for all tests of a file
 * @param options.form 'embedded' (one process, SQLite) or 'services' (PostgreSQL and Redis, a database and a prefix of its own)
 * @param options.settings more environment, such as `{ PRESSWORK__GRAPHQL__MAX_DEPTH: '5' }`
 */
export async function start(scope, { form = 'embedded', settings = {} } = {}) {
  const server = new Server(form, settings);
  scope.after(() => server.dispose());
  await server.open();
  return server;
}

/** Why the form can't run on this machine; nothing when it can. CI turns that into a failure. */
export async function missing(form) {
  const reason = form === 'services' ? await services.missing() : undefined;
  if (reason && process.env.PRESSWORK_REQUIRE_SERVICES === '1') throw new Error(reason);
  return reason;
}

class Server {
  /** Where it listens, such as `http://127.0.0.1:41234`. */
  base;
  /** Whether it is being stopped. */
  gone = false;
  /** What all its processes have printed. */
  log = '';
  #children = [];
  #endings = [];

  constructor(form, settings) {
    Object.assign(this, { form, settings });
  }

  async open() {
    this.folder = await mkdtemp(join(tmpdir(), 'presswork-clients-'));
    this.#endings.push(() => rm(this.folder, { recursive: true, force: true }));
    this.environment = {
      PATH: process.env.PATH,
      // Any free port, cheap hashes, no flood limit in the way.
      PRESSWORK_ENV: 'test',
      PRESSWORK__STORAGE__DATA_DIR: this.folder,
      PRESSWORK__DOCS__DEV_MAILBOX: 'true',
      ...this.settings,
    };
    if (this.form === 'services') {
      const place = await services.lend(`clients_${randomBytes(5).toString('hex')}`);
      this.#endings.push(place.giveBack);
      Object.assign(this.environment, place.environment);
      this.database = place.database;
      await this.run('migrate', 'up');
      this.#spawn('worker');
    }
    const api = this.#spawn(this.form === 'services' ? 'api' : 'serve');
    this.base = await this.#address(api);
    await this.#ready(api);
  }

  /** Runs another command of the binary on the same installation, to its end. Answers what it printed. */
  async run(...words) {
    const child = spawn(binary(), words, { env: this.environment, cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`presswork ${words.join(' ')} ended with ${code}:\n${printed}`);
    return printed;
  }

  /** Ends the processes gently, then by force; drops the database and the folder. */
  async dispose() {
    this.gone = true;
    const running = this.#children.filter((child) => child.exitCode === null && child.signalCode === null);
    for (const child of running) {
      const ended = once(child, 'close');
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(force);
    }
    for (const end of this.#endings.reverse()) await end();
  }

  #spawn(command) {
    const child = spawn(binary(), [command], { env: this.environment, cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => (this.log += chunk));
    }
    child.on('error', (error) => (this.log += `${error}\n`));
    this.#children.push(child);
    return child;
  }

  /** The banner names the port that was free. */
  async #address(child) {
    const began = Date.now();
    for (;;) {
      const address = this.log.match(/^ +API +(http:\/\/\S+)\/v1$/m);
      if (address) return address[1].replace('localhost', '127.0.0.1');
      this.#despair(child, began);
      await sleep(10);
    }
  }

  async #ready(child) {
    const began = Date.now();
    for (;;) {
      const answer = await fetch(`${this.base}/readyz`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.ok) return;
      this.#despair(child, began);
      await sleep(20);
    }
  }

  #despair(child, began) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() - began > PATIENCE) throw new Error(`presswork does not come up:\n${this.log}`);
  }
}

function binary() {
  return process.env.PRESSWORK_BINARY ?? new URL('../../../target/debug/presswork', import.meta.url).pathname;
}
