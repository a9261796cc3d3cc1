// graphql-ws, the library that graphql-transport-ws comes from: operations and subscriptions over a WebSocket.

import assert from 'node:assert/strict';
import * as node from 'node:test';

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { account } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { missing, start } from '../lib/server.mjs';

const FEED = 'subscription { postPublished { id title author { username } } }';

/** A client of the library, closed with the test. `closes` gathers the codes of the closes that it saw. */
function client(t, server, token) {
  const closes = [];
  const made = createClient({
    url: `${server.base.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: token && { Authorization: `Bearer ${token}` },
    retryAttempts: 0,
    // One socket for the whole test; by itself the library would close it after each operation.
    lazyCloseTimeout: 60_000,
    on: { closed: (event) => closes.push(event.code) },
  });
  t.after(() => made.dispose());
  return Object.assign(made, { closes });
}

/** The one result of a query or mutation. */
async function result(client, query, variables = {}) {
  const results = client.iterate({ query, variables });
  const { value } = await results.next();
  assert.equal((await results.next()).done, true, 'complete follows');
  return value;
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
      const socket = client(t, server, ada.token);
      const { data } = await result(socket, '{ me { id username } }');
      assert.deepEqual(data.me, { id: ada.id, username: 'ada' });
      const create = 'mutation ($input: CreatePostInput!) { createPost(input: $input) { title status } }';
      const created = await result(socket, create, { input: { title: 'By socket' } });
      assert.deepEqual(created.data.createPost, { title: 'By socket', status: 'draft' });
    });

    node.test('a subscription is told what is published until it is ended', async (t) => {
      const socket = client(t, server, ada.token);
      const feed = socket.iterate({ query: FEED });
      const first = feed.next();
      // The library has no sign for a subscription that has begun; a query behind it on the same socket is one.
      await result(socket, '{ me { id } }');
      const { id } = await publish(server, ada, 'Told');
      const { value } = await first;
      assert.deepEqual(value.data.postPublished, { id, title: 'Told', author: { username: 'ada' } });
      await feed.return();
      assert.equal((await result(socket, '{ me { id } }')).data.me.id, ada.id, 'the socket goes on');
    });

    node.test('a job is followed to its end', async (t) => {
      const socket = client(t, server, ada.token);
      const { job } = await publish(server, ada, 'Followed');
      for await (const { data } of socket.iterate({ query: 'subscription ($id: ID!) { jobUpdated(id: $id) { state } }', variables: { id: job } })) {
        if (data.jobUpdated.state === 'succeeded') break;
      }
    });

    node.test('what is wrong with a document is an error of its operation, and the socket goes on', async (t) => {
      const socket = client(t, server, ada.token);
      await assert.rejects(socket.iterate({ query: '{ nothing }' }).next(), (errors) => errors[0].extensions.code === 'graphql_invalid');
      assert.equal((await result(socket, '{ me { username } }')).data.me.username, 'ada');
    });

    node.test('a wrong token closes with 4403', async (t) => {
      const socket = client(t, server, 'no-such-token');
      await assert.rejects(socket.iterate({ query: '{ me { id } }' }).next());
      assert.deepEqual(socket.closes, [4403]);
    });

    node.test('a logout closes the subscriptions of its session with 4401', async (t) => {
      const eve = await account(server);
      const socket = client(t, server, eve.token);
      const next = socket.iterate({ query: FEED }).next();
      const refused = assert.rejects(next);
      await result(socket, '{ me { id } }');
      await expect(server, 204, 'POST', '/v1/auth/logout', { token: eve.token });
      await refused;
      assert.deepEqual(socket.closes, [4401]);
    });
  });
}
