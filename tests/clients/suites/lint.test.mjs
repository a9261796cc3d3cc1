// Linters on the OpenAPI document that a running server hands out.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as node from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import spectralCore from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import spectralRulesets from '@stoplight/spectral-rulesets';

import { expect } from '../lib/ask.mjs';
import { start } from '../lib/server.mjs';
import exceptions from '../lint/exceptions.mjs';

const server = await start(node);
const document = await expect(server, 200, 'GET', '/openapi.json');

node.test("Redocly's recommended rules find nothing", async () => {
  const file = join(server.folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  const config = fileURLToPath(new URL('../lint/redocly.yaml', import.meta.url));
  const cli = fileURLToPath(new URL('../node_modules/.bin/redocly', import.meta.url));
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const words = ['lint', file, '--config', config, '--format', 'json', '--max-problems', '1000'];
  const { stdout } = await promisify(execFile)(cli, words, { env, maxBuffer: 1 << 26 }).catch((error) => error);
  const { problems } = JSON.parse(stdout);
  // Told in the events of a stream; OpenAPI has no way to say what an event holds.
  const told = ['Operations', 'PostReactions'].map((name) => `#/components/schemas/${name}`);
  const found = problems.filter((one) => !told.includes(one.location[0]?.pointer) && !redirects(one));
  assert.deepEqual(found.map((one) => `${one.severity} ${one.ruleId} ${one.location[0]?.pointer}: ${one.message}`), []);
});

/** Whether it is about an operation that does nothing but send a browser on: no 2xx would be true. */
function redirects({ ruleId, location }) {
  const names = location[0]?.pointer?.slice(2).split('/').map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
  return ruleId === 'operation-2xx-response' && '303' in names.reduce((place, name) => place[name], document);
}

node.test("Spectral's rules for OpenAPI and those after OWASP find nothing but what is excepted", async () => {
  const { Spectral } = spectralCore;
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [spectralRulesets.oas, owasp.default ?? owasp] });
  const found = await spectral.run(document);
  const excepted = (one) => exceptions.filter(({ codes, where }) => codes.includes(one.code) && where(one.path, document));
  const left = found.filter((one) => excepted(one).length === 0);
  assert.deepEqual(left.map((one) => `${one.severity} ${one.code} ${one.path.join('.')}: ${one.message}`), []);
  const needed = new Set(found.flatMap(excepted));
  assert.deepEqual(exceptions.filter((one) => !needed.has(one)), [], 'exceptions that nothing needs');
});
