// The guides keep their word: what they show in curl and TypeScript is run as it stands, and what they tell operators to type is
// typed.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as node from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { account, PASSWORD } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { blocks, commands, promised, text } from '../lib/documents.mjs';
import { start } from '../lib/server.mjs';

const BASE = 'BASE=http://127.0.0.1:8080\n';
const run = promisify(execFile);

/** A server with the account and the three posts that the guides take for granted. */
async function prepared(t) {
  const server = await start(t);
  const { token } = await account(server, { username: 'ada' });
  for (const title of ['One', 'Two', 'Three']) {
    const { id } = await expect(server, 201, 'POST', '/v1/posts', { token, body: { title, markdown: title } });
    await expect(server, 200, 'POST', `/v1/posts/${id}/publish`, { token });
  }
  return server;
}

node.test('what the guide shows in curl does what it says', async (t) => {
  const server = await prepared(t);
  const script = blocks(await text('docs/guides/CLIENTS.md'), '<!-- run -->\n```sh').join('\n');
  assert.ok(script.startsWith(BASE), `it begins with ${BASE}`);
  const here = script.replace(BASE, `BASE=${server.base}\n`);
  const { code, stdout, stderr } = await run('bash', ['-e', '-c', here], { cwd: server.folder }).catch((error) => error);
  assert.equal(code, undefined, `it stopped:\n${stdout}\n${stderr}`);
  const fragments = promised(script);
  assert.ok(fragments.length > 20, 'it says what comes of it');
  for (const fragment of fragments) assert.ok(stdout.includes(fragment), `${fragment} is not in what it printed:\n${stdout}\n${server.log}`);
});

node.test('what the guide shows in TypeScript is well typed and does what it says', async (t) => {
  const server = await prepared(t);
  const folder = new URL('../guides/', import.meta.url);
  await rm(folder, { recursive: true, force: true });
  await mkdir(new URL('generated/', folder), { recursive: true });
  const guide = await text('docs/guides/TYPESCRIPT.md');
  // What it installs is here already, in the versions of package.json.
  const [, generate] = blocks(guide, '```sh')[0].match(/^(npx openapi-typescript .*)$/m);
  await run('bash', ['-c', generate.replace('http://127.0.0.1:8080', server.base)], { cwd: fileURLToPath(folder) });
  await writeFile(new URL('guide.ts', folder), blocks(guide, '```ts').join('\n'));
  const compilerOptions = { rootDir: '.', outDir: 'js' };
  await writeFile(new URL('tsconfig.json', folder), JSON.stringify({ extends: '../typescript/tsconfig.json', compilerOptions, include: ['guide.ts'] }));
  const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
  const checked = await run(tsc, ['-p', fileURLToPath(folder)]).catch((error) => error);
  assert.equal(checked.stdout, '');

  const environment = { ...process.env, PRESSWORK: server.base };
  const { stdout } = await run('node', [fileURLToPath(new URL('js/guide.js', folder))], { env: environment, timeout: 30_000 });
  const url = stdout.match(/^shown at (\S+)$/m)?.[1];
  assert.equal(stdout, `logged in as ada
still ada@example.org
Three, by ada
Two, by ada
One, by ada
/title: this must not be empty
/tags/0: ${stdout.match(/^\/tags\/0: (.+)$/m)?.[1]}
refused: stale_version
in-typescript is published
shown at ${url}
logged out
`);
  assert.equal((await fetch(server.base + url)).status, 200);
});

node.test('operators get what OPERATIONS.md tells them to type', async (t) => {
  const server = await start(t);
  const scratch = await mkdtemp(join(server.folder, 'backups-'));
  // Servers of their own; things that are only known once they are there (`job_...`); archives that are to be taken in, which
  // `tests/it/shell.rs` makes; a second factor, which somebody has there; an instance that is moved, as in `cli/tests/moves`; and the way back, which comes last.
  const lives = ['api', 'serve', 'worker', 'restore', 'import', 'move'];
  const lacks = (word) => word.startsWith('job_') || word.endsWith('...') || word === 'end-second-factor';
  const elsewhere = ([first, ...rest]) => lives.includes(first) || rest.some(lacks);
  const typed = new Set(commands(await text('docs/OPERATIONS.md')).filter((words) => !elsewhere(words)).map((words) => words.join(' ')));
  for (const line of typed) {
    const words = line.split(' ').map((word) => word.replace('/backups', scratch));
    const { code, printed } = await press(server.environment, words);
    assert.equal(code, 0, `presswork ${line}:\n${printed}`);
  }
  const again = { ...server.environment, PRESSWORK__STORAGE__DATA_DIR: join(scratch, 'restored') };
  const { code, printed } = await press(again, ['restore', join(scratch, 'monday')]);
  assert.equal(code, 0, printed);
});

/** Runs one command to its end, with the same password twice for who asks. */
async function press(environment, words) {
  const child = spawn(process.env.PRESSWORK_BINARY, words, { env: environment });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  child.stdin.on('error', () => undefined).end(`${PASSWORD}\n${PASSWORD}\n`);
  const [code] = await once(child, 'close');
  return { code, printed };
}
