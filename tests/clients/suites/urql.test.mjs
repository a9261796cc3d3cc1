// urql, which would take an event stream or parts, but likes JSON better.

import assert from 'node:assert/strict';
import * as node from 'node:test';

import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';

import { account } from '../lib/account.mjs';
import { start } from '../lib/server.mjs';

const server = await start(node);
const ada = await account(server, { username: 'ada' });
const answers = [];

const client = new Client({
  url: `${server.base}/graphql`,
  preferGetMethod: false,
  exchanges: [cacheExchange, fetchExchange],
  fetchOptions: () => ({ headers: { authorization: `Bearer ${ada.token}` } }),
  fetch: async (url, options) => {
    const answer = await fetch(url, options);
    answers.push([options.headers.accept, answer.headers.get('content-type')]);
    return answer;
  },
});

node.test('a query is answered in JSON, although a stream would be taken', async () => {
  const { data, error } = await client.query(gql`{ me { id username } }`, {}).toPromise();
  assert.ifError(error);
  assert.equal(data.me.id, ada.id);
  const [accept, type] = answers.at(-1);
  assert.match(accept, /text\/event-stream/);
  assert.match(type, /^application\/graphql-response\+json/);
});

node.test('a refused mutation is an error with its code and pointer', async () => {
  const create = gql`mutation Create($input: CreatePostInput!) { createPost(input: $input) { id } }`;
  const { error } = await client.mutation(create, { input: { title: ' ' } }).toPromise();
  assert.equal(error.graphQLErrors[0].extensions.code, 'validation_failed');
  assert.equal(error.graphQLErrors[0].extensions.errors[0].pointer, '/title');
});

node.test('a cached query is asked again after a mutation of its type', async () => {
  const posts = gql`query Mine { posts(status: draft) { nodes { id title } } }`;
  const before = await client.query(posts, {}).toPromise();
  assert.deepEqual(before.data.posts.nodes, []);
  const created = await client.mutation(gql`mutation { createPost(input: { title: "New" }) { id title } }`, {}).toPromise();
  assert.ifError(created.error);
  // An empty list names no type that the cache could know by, so it is asked for explicitly.
  const after = await client.query(posts, {}, { requestPolicy: 'network-only' }).toPromise();
  assert.deepEqual(after.data.posts.nodes.map((post) => post.title), ['New']);
});
