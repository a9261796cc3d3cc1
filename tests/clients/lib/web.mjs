// examples/web as its README says: built, previewed or developed, in front of a server; and a wire that can be cut.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { until } from './ask.mjs';

export const EXAMPLE = fileURLToPath(new URL('../../../examples/web/', import.meta.url));

/** Its packages, installed again only when the lock file has changed. */
export async function installed() {
  const mark = `${EXAMPLE}node_modules/.presswork-lock`;
  const [lock, there] = await Promise.all([readFile(`${EXAMPLE}package-lock.json`, 'utf8'), readFile(mark, 'utf8').catch(() => '')]);
  if (lock !== there) {
    await npm(['ci', '--loglevel=error']);
    await copyFile(`${EXAMPLE}package-lock.json`, mark);
  }
}

/** `npm run build`. */
export function build() {
  return npm(['run', 'build']);
}

/** Once more, elsewhere or otherwise, without checking its types again. */
export function bundle(environment, ...options) {
  return npm(['exec', '--', 'vite', 'build', ...options], environment);
}

async function npm(words, environment = {}) {
  const ran = promisify(execFile)('npm', words, { cwd: EXAMPLE, env: { ...process.env, ...environment } });
  await ran.catch(({ stdout, stderr }) => {
    throw new Error(`npm ${words.join(' ')}:\n${stdout}${stderr}`);
  });
}

/** `npm run preview` or `npm run dev` in front of a server, until the scope ends: `{ base }`. On a free port unless one is named. */
export async function served(scope, server, { script = 'preview', port, environment, options = [] } = {}) {
  port ??= await free();
  // What the script says, without npm between, which would not pass on that it is to end.
  const { scripts } = JSON.parse(await readFile(`${EXAMPLE}package.json`, 'utf8'));
  const [program, ...words] = scripts[script].split(' ');
  words.push('--host', '127.0.0.1', '--port', String(port), '--strictPort', ...options);
  const child = spawn(`${EXAMPLE}node_modules/.bin/${program}`, words, {
    cwd: EXAMPLE,
    env: { ...process.env, PRESSWORK: server.base, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const site = behind(server, `http://127.0.0.1:${port}`);
  scope.after(() => {
    site.ended = true;
    child.kill('SIGKILL');
  });
  await until(`npm run ${script}`, async () => {
    if (child.exitCode !== null) throw new Error(printed);
    return (await fetch(site.base).catch(() => undefined))?.ok;
  }, { patience: 30_000 });
  return site;
}

/** Passes everything on to a server, until `cut()`; after that to whoever connects anew. */
export async function wire(scope, server) {
  const { hostname, port } = new URL(server.base);
  const ends = new Set();
  const listener = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port) });
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => end.destroy()).on('close', () => (ends.delete(end), near.destroy(), far.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const cut = () => ends.forEach((end) => end.destroy());
  const passed = Object.assign(behind(server, `http://127.0.0.1:${listener.address().port}`), { cut });
  scope.after(() => {
    passed.ended = true;
    cut();
    listener.close();
  });
  return passed;
}

/** Something before a server, which is gone when either of them is. */
function behind(server, base) {
  return {
    base,
    ended: false,
    get gone() {
      return this.ended || Boolean(server.gone);
    },
  };
}

/** A port on which nobody listens. */
export async function free() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
