// The same in GraphQL: documents, variables and answers are typed by the schema.

import assert from 'node:assert/strict';

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

import { CreatePostDocument, LoginDocument, PostsDocument, PublishPostDocument } from './generated/graphql.js';

interface Refusal {
  message: string;
  extensions: { code: string; status: number; errors: { pointer: string; code: string }[] };
}

interface Answer<Data> {
  data?: Data;
  errors?: Refusal[];
}

export async function scenario(base: string, person: { username: string; password: string }): Promise<void> {
  const ask = asker(base);
  const { login } = data(await ask(LoginDocument, { input: { login: person.username, password: person.password } }));
  assert.ok(login);
  assert.equal(login.user.username, person.username);

  const known = asker(base, login.accessToken);
  const refused = await known(CreatePostDocument, { input: { title: ' ' } });
  assert.deepEqual(refused.errors?.map(({ extensions }) => extensions.errors[0]?.pointer), ['/title']);
  for (const title of ['One', 'Two', 'Three']) {
    const { createPost } = data(await known(CreatePostDocument, { input: { title, markdown: `*${title}*`, tags: ['Rust'] } }));
    assert.ok(createPost);
    assert.deepEqual(createPost.tags.map((tag) => tag.name), ['Rust']);
    const { publishPost } = data(await known(PublishPostDocument, { id: createPost.id }));
    assert.equal(publishPost?.post.status, 'published');
  }

  const titles: string[] = [];
  let after: string | null | undefined;
  do {
    const { posts } = data(await ask(PostsDocument, { first: 2, tag: 'rust', ...(after ? { after } : {}) }));
    assert.ok(posts);
    titles.push(...posts.nodes.map((post) => post.title));
    after = posts.pageInfo.hasNextPage ? posts.pageInfo.endCursor : null;
  } while (after);
  assert.deepEqual(titles, ['Three', 'Two', 'One']);
}

function asker(base: string, token?: string) {
  return async <Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Answer<Data>> => {
    const answer = await fetch(`${base}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ query: print(document), variables }),
    });
    return (await answer.json()) as Answer<Data>;
  };
}

function data<Data>(answer: Answer<Data>): Data {
  assert.ok(answer.data && !answer.errors, JSON.stringify(answer.errors));
  return answer.data;
}
