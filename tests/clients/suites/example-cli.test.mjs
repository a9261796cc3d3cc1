// examples/cli: a client in Python, generated from the OpenAPI document, at work.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as node from 'node:test';
import { fileURLToPath } from 'node:url';

import { account, PASSWORD } from '../lib/account.mjs';
import { expect, until } from '../lib/ask.mjs';
import { environment } from '../lib/python.mjs';
import { start } from '../lib/server.mjs';

const EXAMPLE = fileURLToPath(new URL('../../../examples/cli/', import.meta.url));
/** One black pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const bin = await environment('python-example', join(EXAMPLE, 'requirements.txt'));
const server = await start(node);
const generated = begun('./generate', []);
assert.equal(await generated.end, 0, generated.printed);
const ada = await account(server, { username: 'ada' });

/** Starts a program of the example. */
function begun(program, words, input = '') {
  const path = `${bin}:${process.env.PATH}`;
  const environment = { ...process.env, PATH: path, PRESSWORK: server.base, XDG_CONFIG_HOME: server.folder };
  const child = spawn(program, words, { cwd: EXAMPLE, env: environment });
  const running = { printed: '', child, end: once(child, 'close').then(([code]) => code) };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (running.printed += chunk));
  child.stdin.end(input);
  return running;
}

/** Runs one command to its end; answers what it printed. */
async function press(words, { input, code = 0 } = {}) {
  const running = begun('python', ['-m', 'presswork_cli', ...words], input);
  assert.equal(await running.end, code, `${words.join(' ')}:\n${running.printed}`);
  return running.printed;
}

async function published(title) {
  const { id } = await expect(server, 201, 'POST', '/v1/posts', { token: ada.token, body: { title, markdown: title } });
  await expect(server, 200, 'POST', `/v1/posts/${id}/publish`, { token: ada.token });
}

node.test('somebody logs in, writes, publishes, reads, comments, finds and logs out', async () => {
  const file = join(server.folder, 'hello.md');
  await writeFile(file, 'From a *file*.');
  assert.match(await press(['write', file, '--title', 'x'], { code: 1 }), /log in first/);
  assert.match(await press(['login', 'ada'], { input: 'not this one\n', code: 1 }), /\(invalid_credentials\)/);
  assert.match(await press(['login', 'ada'], { input: `${PASSWORD}\n` }), /Logged in as ada/);
  const kept = join(server.folder, 'presswork/tokens.json');
  assert.equal((await stat(kept)).mode & 0o777, 0o600, 'a token is for its owner');

  const refused = await press(['write', file, '--title', ' ', '--tag', '!!'], { code: 1 });
  assert.match(refused, /\(validation_failed\)/);
  assert.match(refused, /\/title: [^\n]+\n +\/tags\/0: /);
  const written = await press(['write', file, '--title', 'Hello, terminal', '--tag', 'Rust', '--publish']);
  assert.match(written, /^post_\w+ {2}hello-terminal {2}version 2, published/);
  assert.match(await press(['list', '--tag', 'rust']), /hello-terminal {2}Hello, terminal \(ada\)/);
  await press(['comment', 'hello-terminal', 'Well **said**']);
  assert.match(await press(['read', 'hello-terminal']), /Hello, terminal\nada · Rust\n\nFrom a file\.\n\nada: Well said/);
  assert.match(await press(['search', 'terminal']), /post {2}hello-terminal/);

  const changed = ['write', '-', '--title', 'Hello again', '--post', 'hello-terminal'];
  assert.match(await press([...changed, '--if-version', '1'], { input: 'Late', code: 1 }), /\(stale_version\)/);
  assert.match(await press(changed, { input: 'In time' }), /version 3/);

  const [token] = (await expect(server, 200, 'GET', '/v1/me/tokens', { token: ada.token })).data;
  assert.deepEqual(token.scopes.sort(), ['publish', 'read', 'write']);
  assert.match(await press(['logout', 'ada'], { input: `${PASSWORD}\n` }), /Logged out/);
  assert.match(await press(['comment', 'hello-terminal', 'x'], { code: 1 }), /log in first/);
  const { data } = await expect(server, 200, 'GET', '/v1/me/tokens', { token: ada.token });
  assert.ok(data.every(({ id }) => id !== token.id), 'the token is revoked');
  const sessions = await expect(server, 200, 'GET', '/v1/me/sessions', { token: ada.token });
  assert.equal(sessions.data.length, 1, 'no session of the program is left');
});

node.test('a picture is uploaded', async () => {
  const file = join(server.folder, 'dot.png');
  await writeFile(file, PNG);
  await press(['login', 'ada'], { input: `${PASSWORD}\n` });
  const [, url] = (await press(['upload', file, '--alt', 'A dot'])).match(/^!\[A dot\]\((\/v1\/media\/\S+)\)$/m);
  assert.equal((await fetch(server.base + url)).headers.get('content-type'), 'image/webp');
  await writeFile(file, 'no picture');
  assert.match(await press(['upload', file], { code: 1 }), /\(unsupported_media_type\)/);
});

node.test('lists go on beyond a page', async () => {
  for (let number = 0; number < 60; number++) await published(`Number ${number}`);
  const lines = (await press(['list', '--count', '55'])).trim().split('\n');
  assert.equal(new Set(lines).size, 55);
  assert.match(lines[0], /Number 59/);
});

node.test('posts are told as they are published', async () => {
  const watching = begun('python', ['-m', 'presswork_cli', 'watch', '--count', '2']);
  let number = 0;
  await until('the first post', async () => (await published(`News ${number++}`), watching.printed.includes('News')), { every: 300 });
  await published('The last one');
  assert.equal(await watching.end, 0, watching.printed);
  assert.equal(watching.printed.trim().split('\n').length, 2);
});

node.test('a server that is not there is said', async () => {
  assert.match(await press(['--server', 'http://127.0.0.1:1', 'list'], { code: 1 }), /can't be reached/);
});
