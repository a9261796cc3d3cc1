// The Postman collection that openapi-to-postmanv2 makes of the document, run by newman: every request of it is answered with
// a status that the document declares for that operation.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as node from 'node:test';
import { promisify } from 'node:util';

import newman from 'newman';
import converter from 'openapi-to-postmanv2';

import { account, login } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { start } from '../lib/server.mjs';

/** What ends things, at the end: the session of the collection, and what other requests ask for. */
const LAST = ['DELETE', '/discard', '/logout'];

const server = await start(node);
const document = await expect(server, 200, 'GET', '/openapi.json');
const operations = Object.values(document.paths).flatMap((item) => Object.values(item)).filter((it) => it.operationId);

node.test('every request of the collection gets a declared status', async () => {
  const collection = await generated();
  const requests = leaves(collection);
  assert.equal(requests.length, operations.length);
  requests.forEach(expectDeclaredStatus);
  collection.item = inOrder(requests);
  await writeFile(join(process.env.CLIENTS_OUT ?? server.folder, 'presswork.postman_collection.json'), JSON.stringify(collection, null, 2));

  const summary = await promisify(newman.run)({ collection, environment: await variables(collection), timeoutRequest: 20_000 });
  const failures = summary.run.failures.map(({ source, error }) => `${source?.name}: ${error.message}`);
  assert.deepEqual(failures, []);
  assert.equal(summary.run.stats.assertions.total, operations.length);
  const statuses = summary.run.executions.map(({ item, response }) => [response.code, item.name]);
  const succeeded = statuses.filter(([code]) => code < 400);
  console.log(`${succeeded.length} of ${statuses.length} requests succeeded; refused: `
    + statuses.filter(([code]) => code >= 400).map(([code, name]) => `${name} ${code}`).join(', '));
  assert.ok(succeeded.length > statuses.length / 2, 'most examples do what they are examples of');
});

async function generated() {
  const options = { folderStrategy: 'Tags', requestParametersResolution: 'Example', exampleParametersResolution: 'Example', enableOptionalParameters: false };
  const answer = await promisify(converter.convertV2.bind(converter))({ type: 'json', data: document }, options);
  assert.ok(answer.result, answer.reason);
  return answer.output[0].data;
}

function leaves({ item }) {
  return item.flatMap((one) => (one.item ? leaves(one) : [one]));
}

function expectDeclaredStatus(item) {
  const declared = item.response.map((response) => response.code);
  item.event = [{
    listen: 'test',
    script: { type: 'text/javascript', exec: [`pm.test('declared', () => pm.expect(pm.response.code).to.be.oneOf(${JSON.stringify(declared)}));`] },
  }];
}

function inOrder(requests) {
  const rank = ({ request }) => {
    const path = `/${request.url.path.join('/')}`;
    return LAST.findIndex((end) => request.method === end || path.endsWith(end));
  };
  return requests.sort((one, other) => rank(one) - rank(other));
}

/** The server, a token, and things that exist for the names in addresses. */
async function variables(collection) {
  const boss = await account(server, { username: 'boss', role: 'admin' });
  const token = boss.token;
  const post = await expect(server, 201, 'POST', '/v1/posts', { token, body: { title: 'Tagged', markdown: 'Text', tags: ['Rust'] } });
  const { job } = await expect(server, 200, 'POST', `/v1/posts/${post.id}/publish`, { token });
  const draft = await expect(server, 201, 'POST', '/v1/posts', { token, body: { title: 'A draft', markdown: 'Text' } });
  await expect(server, 200, 'PATCH', `/v1/posts/${draft.id}`, { token, body: { markdown: 'Another text' } });
  const session = await login(server, 'boss');
  const comment = await expect(server, 201, 'POST', `/v1/posts/${post.id}/comments`, { token, body: { markdown: 'Text' } });
  const friend = await account(server, { username: 'friend' });
  const ticket = { filename: 'cat.png', mediaType: 'image/png', size: 1000 };
  const { media } = await expect(server, 201, 'POST', '/v1/media', { token, body: ticket });
  const { webhook } = await expect(server, 201, 'POST', '/v1/webhooks', { token, body: { url: 'http://127.0.0.1:8080/hook' } });
  const archive = await expect(server, 201, 'POST', '/v1/imports', { token, body: { form: 'site', size: 1000 } });
  const { accessToken } = await expect(server, 201, 'POST', '/v1/me/tokens', { token, body: { name: 'a program', scopes: ['read'] } });
  const invitation = await expect(server, 201, 'POST', '/v1/invitations', { token, body: { email: 'guest@example.org' } });
  const named = { post: post.id, kind: 'like', number: '2' };
  const known = [['reactions', post.id], ['posts', draft.id], ['comments', comment.id], ['jobs', job.id], ['users', friend.id], ['media', media.id], ['tags', 'rust'], ['webhooks', webhook.id], ['imports', archive.id], ['tokens', accessToken.id], ['invitations', invitation.id], ['nodes', post.id], ['queues', 'bulk'], ['schedules', 'purge-jobs']];
  for (const { request } of leaves(collection)) {
    for (const variable of request.url.variable ?? []) {
      const place = ([folder]) => request.url.path.includes(folder) && !(folder === 'reactions' && request.url.path.includes('comments'));
      variable.value = named[variable.key] ?? known.find(place)?.[1] ?? variable.value;
    }
  }
  const values = { baseUrl: server.base, bearerToken: session.accessToken };
  return { values: Object.entries(values).map(([key, value]) => ({ key, value })) };
}
