// GraphQL over HTTP as the package graphql-http audits it. "Ok" means ok: no error, no warning, no notice.

import assert from 'node:assert/strict';
import * as node from 'node:test';

import { serverAudits } from 'graphql-http';

import { start } from '../lib/server.mjs';

const server = await start(node);
const audits = serverAudits({ url: `${server.base}/graphql`, fetchFn: fetch });

node.test('the package has as many audits as ever', () => assert.equal(audits.length, 61));

for (const audit of audits) {
  node.test(`${audit.id}: ${audit.name}`, async () => {
    const { status, reason } = await audit.fn();
    assert.equal(status, 'ok', reason);
  });
}
