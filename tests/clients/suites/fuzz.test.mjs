// schemathesis on both documents: whatever it sends, there is no 5xx, no status that is not declared and no body that breaks
// its schema; and every operation was asked, and answered itself (`rest_ran`, `graphql_ran` in hooks.py).
//
// By default always the same seed and few requests to each operation; a slow machine stops at the time and sends fewer. What was not reached
// by then, or by none of the few, is asked once more by itself. More, and others:
//     CLIENTS_FUZZ_EXAMPLES=500 CLIENTS_FUZZ_SEED=$RANDOM CLIENTS_FUZZ_SECONDS=1800 CLIENTS_SECONDS=4000 tests/clients/run fuzz

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as node from 'node:test';
import { fileURLToPath } from 'node:url';

import { account } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { program } from '../lib/python.mjs';
import { start } from '../lib/server.mjs';

const EXAMPLES = process.env.CLIENTS_FUZZ_EXAMPLES ?? '4';
/** How long each of the three may take, at most. */
const SECONDS = Number(process.env.CLIENTS_FUZZ_SECONDS ?? 110);
const SEED = process.env.CLIENTS_FUZZ_SEED ?? '1';

/** What is never sent, and why. */
const LEFT_OUT = {
  'GET /v1/stream': 'it never ends',
};

/** Not that of the document's examples, with which a password would be changed. */
const PASSWORD = 'quiet harbour lantern';

const schemathesis = await program('schemathesis');
// Twice the time, where it does not suffice, and what it takes to begin.
const options = { timeout: (2 * SECONDS + 180) * 1_000 };

node.test('REST holds what its document says, for an admin', options, async (t) => {
  const server = await start(t);
  await fuzz(server, '/openapi.json', await people(server, 'admin'), await ofRest(server));
});

node.test('REST holds what its document says, for an author', options, async (t) => {
  const server = await start(t);
  await fuzz(server, '/openapi.json', await people(server), await ofRest(server));
});

node.test('GraphQL answers every document that fits its schema', options, async (t) => {
  const server = await start(t);
  // It takes every error for one of the server; the check in hooks.py tells them apart.
  await fuzz(server, '/graphql', await people(server, 'admin'), await ofGraphql(server), ['--exclude-checks', 'not_a_server_error']);
});

/** Who asks, and who ends sessions and revokes things meanwhile. */
async function people(server, role) {
  const [person, leaver] = [await account(server, { role, password: PASSWORD }), await account(server, { role, password: PASSWORD })];
  return { FUZZ_SERVER: server.base, FUZZ_PERSON: person.username, FUZZ_LEAVER: leaver.username, FUZZ_PASSWORD: PASSWORD };
}

/** The operations of the document, as schemathesis calls them. */
async function ofRest(server) {
  const { paths } = await expect(server, 200, 'GET', '/openapi.json');
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
}

async function ofGraphql(server) {
  const query = '{ __schema { queryType { name fields { name } } mutationType { name fields { name } } } }';
  const { data } = await expect(server, 200, 'POST', '/graphql', { body: { query } });
  return Object.values(data.__schema).flatMap(({ name, fields }) => fields.map((field) => `${name}.${field.name}`));
}

/** The settings file: what each check is to expect. */
async function settings(server) {
  const file = join(server.folder, 'schemathesis.toml');
  await writeFile(file, `
    seed = ${SEED}
    continue-on-failure = true
    warnings = false

    # What fits the document may still be refused, by a rule that no schema can tell: a cursor that was not sealed here, a password
    # that is easy to guess, a key that was used for another request, a version that is gone, more bytes than were announced, or those of no picture.
    [checks.positive_data_acceptance]
    expected-statuses = ["2xx", "3xx", 400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 429]
    # A version can be stale before anything is wrong with the rest, and an address too long to be looked at.
    [checks.negative_data_rejection]
    expected-statuses = [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 422, 429]
    # An id or a body that can't be read is refused before anybody is asked who they are; ignored_auth looks at the rest.
    [checks.missing_required_header]
    enabled = false
    # Who sends return=minimal gets a 201 without a body, and OpenAPI has no words for a body that is there or not.
    [parameters]
    "header.Prefer" = "handling=lenient"
    # 501 is what oEmbed has for a format that is not there (2.2.2).
    [[operations]]
    include-path = "/oembed"
    [operations.checks.not_a_server_error]
    expected-statuses = ["2xx", "3xx", "4xx", 501]
    [operations.checks.negative_data_rejection]
    expected-statuses = [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 422, 429, 501]
  `.replaceAll(/^ {4}/gm, ''));
  return file;
}

/** Asks for everything, and once more for what was not reached by that. */
async function fuzz(server, document, asking, operations, more = []) {
  const expected = operations.filter((operation) => !(operation in LEFT_OUT));
  const gone = Object.keys(LEFT_OUT).filter((operation) => document === '/openapi.json' && !operations.includes(operation));
  assert.deepEqual(gone, [], 'what is left out is still there');
  const file = join(server.folder, 'reached.txt');
  await writeFile(file, '');
  const missing = async () => {
    const reached = new Set((await readFile(file, 'utf8')).split('\n'));
    return expected.filter((operation) => !reached.has(operation));
  };
  const run = (seconds, only) => schemathesisOn(server, document, { ...asking, FUZZ_REACHED: file }, ['--max-time', String(seconds), ...more, ...only]);
  await run(SECONDS, Object.keys(LEFT_OUT).flatMap((operation) => ['--exclude-name', operation]));
  const late = await missing();
  // It takes all the time that it is given, however few they are.
  if (late.length > 0) await run(Math.min(SECONDS, 20 + 2 * late.length), late.flatMap((operation) => ['--include-name', operation]));
  const never = await missing();
  console.log(`${document}: ${expected.length - never.length} of ${expected.length} operations reached, ${late.length - never.length} of them late`);
  for (const operation of operations.filter((operation) => operation in LEFT_OUT)) {
    console.log(`${document}: left out ${operation}: ${LEFT_OUT[operation]}`);
  }
  assert.deepEqual(never, [], 'every operation was reached; CLIENTS_FUZZ_SECONDS gives more time');
}

async function schemathesisOn(server, document, environment, more) {
  const config = await settings(server);
  const words = ['--config-file', config, 'run', `${server.base}${document}`, '--no-color', '--max-examples', EXAMPLES, ...more];
  const here = fileURLToPath(new URL('../fuzz/', import.meta.url));
  const env = { ...process.env, ...environment, PYTHONPATH: here, SCHEMATHESIS_HOOKS: 'hooks', PYTHONDONTWRITEBYTECODE: '1' };
  const { code, printed } = await new Promise((resolve) => {
    execFile(schemathesis, words, { env, cwd: server.folder, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? 1) : 0, printed: stdout + stderr });
    });
  });
  const text = printed.split('\n').map((line) => line.slice(0, 400)).join('\n');
  await appendFile(join(process.env.CLIENTS_OUT ?? server.folder, `fuzz-${document.slice(1)}-${new URL(server.base).port}.txt`), text);
  console.log(`${document}, seed ${SEED}: ${text.match(/\d+ generated.*/)?.[0] ?? text.slice(-500)}`);
  assert.equal(code, 0, text.slice(-12_000));
}
