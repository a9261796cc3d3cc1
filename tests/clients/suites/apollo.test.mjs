// Apollo Client with its normalised cache: things are one thing wherever they appear, and pages join to a list.

import assert from 'node:assert/strict';
import * as node from 'node:test';

import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { filter, firstValueFrom } from 'rxjs';

import { account } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { start } from '../lib/server.mjs';

const POSTS = gql`
  query Posts($first: Int, $after: String) {
    posts(first: $first, after: $after) {
      edges { cursor node { id title author { id username } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;
const RENAME = gql`
  mutation Rename($id: ID!, $title: String!) {
    updatePost(id: $id, input: { title: $title }) { id title }
  }
`;

const server = await start(node);
const ada = await account(server, { username: 'ada' });
for (const title of ['One', 'Two', 'Three']) {
  const body = { title, markdown: title };
  const { id } = await expect(server, 201, 'POST', '/v1/posts', { token: ada.token, body });
  await expect(server, 200, 'POST', `/v1/posts/${id}/publish`, { token: ada.token });
}

function client() {
  const cache = new InMemoryCache({ typePolicies: { Query: { fields: { posts: relayStylePagination() } } } });
  const headers = { authorization: `Bearer ${ada.token}` };
  return new ApolloClient({ cache, link: new HttpLink({ uri: `${server.base}/graphql`, headers }) });
}

const titles = (data) => data.posts.edges.map(({ node }) => node.title);

node.test('the pages of a connection join to one list', async () => {
  const apollo = client();
  const list = apollo.watchQuery({ query: POSTS, variables: { first: 2 } });
  const { data } = await firstValueFrom(list.pipe(filter((result) => !result.loading)));
  assert.deepEqual(titles(data), ['Three', 'Two']);
  await list.fetchMore({ variables: { after: data.posts.pageInfo.endCursor } });
  const joined = apollo.readQuery({ query: POSTS });
  assert.deepEqual(titles(joined), ['Three', 'Two', 'One']);
  assert.equal(joined.posts.pageInfo.hasNextPage, false);
});

node.test('a write updates the thing in every list by its id', async () => {
  const apollo = client();
  const { data } = await apollo.query({ query: POSTS, variables: { first: 3 } });
  const { id } = data.posts.edges[1].node;
  await apollo.mutate({ mutation: RENAME, variables: { id, title: 'Two, revised' } });
  const cached = await apollo.query({ query: POSTS, variables: { first: 3 }, fetchPolicy: 'cache-only' });
  assert.deepEqual(titles(cached.data), ['Three', 'Two, revised', 'One']);
  assert.deepEqual(Object.keys(apollo.extract()).filter((key) => key.startsWith('User:')), [`User:${ada.id}`]);
});

node.test('a refusal is an error with its code', async () => {
  const refused = client().mutate({ mutation: RENAME, variables: { id: ada.id, title: 'Mine' } });
  await assert.rejects(refused, (error) => CombinedGraphQLErrors.is(error) && error.errors[0].extensions.code === 'invalid_id');
});

node.test('a query is sent by its hash once the server knows it', async () => {
  const sent = [];
  const http = new HttpLink({
    uri: `${server.base}/graphql`,
    fetch: (url, options) => {
      sent.push(Object.keys(JSON.parse(options.body)).includes('query'));
      return fetch(url, options);
    },
  });
  const sha256 = async (text) => Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex');
  const ask = () => new ApolloClient({ cache: new InMemoryCache(), link: new PersistedQueryLink({ sha256 }).concat(http) })
    .query({ query: POSTS, variables: { first: 1 } });
  assert.deepEqual(titles((await ask()).data), ['Three']);
  assert.deepEqual(titles((await ask()).data), ['Three']);
  assert.deepEqual(sent, [false, true, false], 'asked by hash, told the query, asked by hash');
});
