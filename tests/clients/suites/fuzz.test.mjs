// schemathesis on both documents: whatever it sends, there is no 5xx, no status that is not declared and no body that breaks
// its schema.
//
// By default always the same seed and few requests to each operation; a slow machine stops at the time and sends fewer. More, and others:
//     CLIENTS_FUZZ_EXAMPLES=500 CLIENTS_FUZZ_SEED=$RANDOM CLIENTS_FUZZ_SECONDS=1800 CLIENTS_SECONDS=4000 tests/clients/run fuzz

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as node from 'node:test';
import { fileURLToPath } from 'node:url';

import { account } from '../lib/account.mjs';
import { program } from '../lib/python.mjs';
import { start } from '../lib/server.mjs';

const EXAMPLES = process.env.CLIENTS_FUZZ_EXAMPLES ?? '4';
/** How long each of the three may take, at most. */
const SECONDS = Number(process.env.CLIENTS_FUZZ_SECONDS ?? 110);
const SEED = process.env.CLIENTS_FUZZ_SEED ?? '1';

/** A stream never ends, and logging out ends the session that GraphQL is fuzzed with. */
const REST_LEAVES_OUT = ['--exclude-path', '/v1/stream'];
const GRAPHQL_LEAVES_OUT = ['--exclude-name-regex', 'Mutation\\.(logout|revoke.*)'];

/** Not that of the document's examples, with which a password would be changed. */
const PASSWORD = 'quiet harbour lantern';

const schemathesis = await program('schemathesis');
const options = { timeout: (SECONDS + 120) * 1_000 };

node.test('REST holds what its document says, for an admin', options, async (t) => {
  const server = await start(t);
  const boss = await account(server, { role: 'admin', password: PASSWORD });
  await fuzz(server, '/openapi.json', await settings(server, boss), REST_LEAVES_OUT);
});

node.test('REST holds what its document says, for an author', options, async (t) => {
  const server = await start(t);
  const ada = await account(server, { password: PASSWORD });
  await fuzz(server, '/openapi.json', await settings(server, ada), REST_LEAVES_OUT);
});

node.test('GraphQL answers every document that fits its schema', options, async (t) => {
  const server = await start(t);
  const { token } = await account(server, { role: 'admin', password: PASSWORD });
  // It takes every error for one of the server; the check in hooks.py tells them apart.
  const more = ['--header', `Authorization: Bearer ${token}`, '--exclude-checks', 'not_a_server_error', ...GRAPHQL_LEAVES_OUT];
  await fuzz(server, '/graphql', await settings(server), more);
});

/** The settings file: how to log in again when a request has ended the session, and what each check is to expect. */
async function settings(server, person) {
  const login = person && `
    [auth.dynamic.openapi.bearer]
    path = "/v1/auth/login"
    payload = { login = "${person.username}", password = "${person.password}" }
    extract_selector = "/accessToken"
    retry_on = [401]`;
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
    ${login ?? ''}
  `.replaceAll(/^ {4}/gm, ''));
  return file;
}

async function fuzz(server, document, config, more) {
  const words = ['--config-file', config, 'run', `${server.base}${document}`, '--no-color', '--max-examples', EXAMPLES, '--max-time', String(SECONDS), ...more];
  const here = fileURLToPath(new URL('../fuzz/', import.meta.url));
  const env = { ...process.env, PYTHONPATH: here, SCHEMATHESIS_HOOKS: 'hooks', PYTHONDONTWRITEBYTECODE: '1' };
  const { code, printed } = await new Promise((resolve) => {
    execFile(schemathesis, words, { env, cwd: server.folder, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? 1) : 0, printed: stdout + stderr });
    });
  });
  const text = printed.split('\n').map((line) => line.slice(0, 400)).join('\n');
  await writeFile(join(process.env.CLIENTS_OUT ?? server.folder, `fuzz-${document.slice(1)}-${new URL(server.base).port}.txt`), text);
  console.log(`${document}, seed ${SEED}: ${text.match(/\d+ generated.*/)?.[0] ?? text.slice(-500)}`);
  assert.equal(code, 0, text.slice(-12_000));
}
