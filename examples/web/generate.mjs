// Writes src/generated: the types of both faces, from the contract documents of this repository.

import { mkdir, readFile, writeFile } from 'node:fs/promises';

import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';
import openapi, { astToString } from 'openapi-typescript';

const contract = new URL('../../docs/contract/', import.meta.url);
const generated = new URL('src/generated/', import.meta.url);

const rest = await openapi(new URL('openapi.json', contract));
const sdl = await readFile(new URL('schema.graphql', contract), 'utf8');
const document = await readFile(new URL('src/pages/post.graphql', import.meta.url), 'utf8');
const graphql = await codegen({
  filename: 'graphql.ts',
  schema: parse(sdl),
  schemaAst: buildSchema(sdl),
  documents: [{ location: 'post.graphql', document: parse(document) }],
  config: { onlyOperationTypes: true, useTypeImports: true, enumsAsTypes: true, skipTypename: true, scalars: { DateTime: 'string', JSON: 'unknown', ID: 'string' } },
  plugins: [{ typescript: {} }, { operations: {} }],
  pluginMap: { typescript, operations },
});

await mkdir(generated, { recursive: true });
await writeFile(new URL('rest.ts', generated), astToString(rest));
await writeFile(new URL('graphql.ts', generated), graphql);
