// graphql-sse: operations and subscriptions as server-sent events, each on a connection of its own.

import assert from 'node:assert/strict';
import * as node from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from 'graphql-sse';

import { account } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { missing, start } from '../lib/server.mjs';

const FEED = 'subscription { postPublished { id title } }';

/** A client of the library, closed with the test. */
function client(t, server, token) {
  const headers = token && { authorization: `Bearer ${token}` };
  const made = createClient({ url: `${server.base}/graphql`, singleConnection: false, retryAttempts: 0, headers });
  t.after(() => made.dispose());
  return made;
}

async function publish(server, { token }, title) {
  const { id } = await expect(server, 201, 'POST', '/v1/posts', { token, body: { title, markdown: title } });
  const { job } = await expect(server, 200, 'POST', `/v1/posts/${id}/publish`, { token });
  return { id, job: job.id };
}

for (const form of ['embedded', 'services']) {
  const skip = await missing(form);
  node.describe(form, { skip }, async () => {
    if (skip) return;
    const server = await start(node, { form });
    const ada = await account(server, { username: 'ada' });

    node.test('a query and a mutation have one result each', async (t) => {
      const events = client(t, server, ada.token);
      const results = events.iterate({ query: '{ me { id username } }' });
      assert.deepEqual((await results.next()).value, { data: { me: { id: ada.id, username: 'ada' } } });
      assert.equal((await results.next()).done, true);
      const create = 'mutation ($title: String!) { createPost(input: { title: $title }) { title } }';
      const created = await events.iterate({ query: create, variables: { title: 'By events' } }).next();
      assert.equal(created.value.data.createPost.title, 'By events');
    });

    node.test('a subscription is told what is published', async (t) => {
      const feed = client(t, server, ada.token).iterate({ query: FEED });
      const first = feed.next();
      await sleep(500); // until it has begun, of which the protocol says nothing
      const { id } = await publish(server, ada, 'Told');
      assert.deepEqual((await first).value.data.postPublished, { id, title: 'Told' });
      await feed.return();
    });

    node.test('a job is followed to its end', async (t) => {
      const { job } = await publish(server, ada, 'Followed');
      const query = 'subscription ($id: ID!) { jobUpdated(id: $id) { state } }';
      for await (const { data } of client(t, server, ada.token).iterate({ query, variables: { id: job } })) {
        if (data.jobUpdated.state === 'succeeded') break;
      }
    });

    node.test('what is wrong with a document is a result with its code', async (t) => {
      const { value } = await client(t, server, ada.token).iterate({ query: '{ nothing }' }).next();
      assert.equal(value.errors[0].extensions.code, 'graphql_invalid');
    });

    node.test('a wrong token is refused with 401', async (t) => {
      const refused = client(t, server, 'no-such-token').iterate({ query: '{ me { id } }' }).next();
      await assert.rejects(refused, (error) => error.response?.status === 401);
    });

    node.test('a logout ends the subscriptions of its session', async (t) => {
      const eve = await account(server);
      const feed = client(t, server, eve.token).iterate({ query: FEED });
      const last = feed.next();
      await sleep(500);
      await expect(server, 204, 'POST', '/v1/auth/logout', { token: eve.token });
      assert.equal((await last).value.errors[0].extensions.code, 'session_revoked');
      assert.equal((await feed.next()).done, true);
    });
  });
}
