// Clients generated from both documents: they type-check in the strictest mode, and what they are told is what happens.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as node from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';
import openapiTypescript, { astToString } from 'openapi-typescript';

import { account, mailedToken } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { start } from '../lib/server.mjs';

const here = new URL('../typescript/', import.meta.url);
const generated = new URL('generated/', here);

const server = await start(node);
await rm(generated, { recursive: true, force: true });
await mkdir(generated);

node.test('the generated clients type-check', async () => {
  await writeFile(new URL('rest.ts', generated), await typesOfRest());
  await writeFile(new URL('graphql.ts', generated), await typesOfGraphql());
  const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', here));
  const checked = await promisify(execFile)(tsc, ['-p', fileURLToPath(here)]).catch((error) => error);
  assert.equal(checked.stdout, '');
});

node.test('somebody registers, writes and publishes with openapi-fetch', async () => {
  const { scenario } = await import(new URL('js/rest.js', generated));
  await scenario(server.base, (email) => mailedToken(server, email));
});

node.test('somebody writes and publishes with typed GraphQL documents', async (t) => {
  const another = await start(t);
  const { scenario } = await import(new URL('js/graphql.js', generated));
  await scenario(another.base, await account(another));
});

async function typesOfRest() {
  const document = await expect(server, 200, 'GET', '/openapi.json');
  return astToString(await openapiTypescript(document));
}

async function typesOfGraphql() {
  const schema = buildSchema(await expect(server, 200, 'GET', '/schema.graphql'));
  const operations = await readFile(new URL('operations.graphql', here), 'utf8');
  return codegen({
    filename: 'graphql.ts',
    schema: parse(await expect(server, 200, 'GET', '/schema.graphql')),
    schemaAst: schema,
    documents: [{ location: 'operations.graphql', document: parse(operations) }],
    config: { useTypeImports: true, enumsAsTypes: true, scalars: { DateTime: 'string', JSON: 'unknown', ID: 'string' } },
    plugins: [{ typescript: {} }, { operations: {} }, { documents: {} }],
    pluginMap: { typescript, operations: typescriptOperations, documents: typedDocumentNode },
  });
}
