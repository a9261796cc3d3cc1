// What documents say that can be looked up: commands, links, addresses. Codes of errors: `tests/it/contract/codes.rs`.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import * as node from 'node:test';
import { promisify } from 'node:util';

import { commands, files, mentioned, ROOT, text } from '../lib/documents.mjs';

const run = promisify(execFile);
const documents = await files((path) => path.endsWith('.md'));

node.test('every command of presswork that a document names is one', async () => {
  const named = new Map();
  for (const path of documents) {
    for (const words of [...commands(await text(path)), ...mentioned(await text(path))]) named.set(words.join(' '), path);
  }
  assert.ok(named.size > 40, `${named.size} commands were found`);
  for (const [words, path] of named) {
    const asked = await run(process.env.PRESSWORK_BINARY, [...words.split(' '), '--help']).catch((error) => error);
    assert.equal(asked.code ?? 0, 0, `${path}: presswork ${words}\n${asked.stderr}`);
  }
});

node.test('every link of a document leads somewhere', async () => {
  let followed = 0;
  for (const path of documents) {
    const document = (await text(path)).replace(/^```[\s\S]*?^```/gm, '');
    for (const [, target] of document.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file, anchor] = target.split('#');
      const there = new URL(file, new URL(path, ROOT));
      await access(file ? there : new URL(path, ROOT)).catch(() => assert.fail(`${path}: nothing is at ${target}`));
      if (anchor) {
        const headings = anchors(await text(file ? there.pathname.slice(ROOT.pathname.length) : path));
        assert.ok(headings.includes(anchor), `${path}: no heading for ${target}`);
      }
      followed += 1;
    }
  }
  assert.ok(followed > 50, `${followed} links were followed`);
});

/** The names of headings, as GitHub makes them. */
function anchors(document) {
  return [...document.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

node.test('what the guides in Swift and Kotlin ask for is there', async () => {
  const { paths } = JSON.parse(await text('docs/contract/openapi.json'));
  for (const guide of ['SWIFT', 'KOTLIN']) {
    const document = await text(`docs/guides/${guide}.md`);
    const steps = [...document.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    assert.deepEqual(steps, ['Log in', 'Refresh', 'List', 'Create', 'Upload', 'Live'], guide);
    // What is put into an address is some value: \(post.id), ${post.getString("id")}, $topics.
    const plain = document.replace(/\\\([^)]*\)|\$\{[^}]*\}|\$\w+/g, '*');
    const asked = [...plain.matchAll(/"(\/v1[^"]*)"/g)].map(([, address]) => address.split('?'));
    assert.ok(asked.length >= 8, `${guide}: ${asked}`);
    for (const [path, query = ''] of asked) {
      const like = (template) => path.split('/').every((part, n) => part === '*' ? /^\{/.test(template[n]) : part === template[n]);
      const found = Object.keys(paths).find((known) => known.split('/').length === path.split('/').length && like(known.split('/')));
      assert.ok(found, `${guide} asks for ${path}, which is not there`);
      const known = Object.values(paths[found]).flatMap((operation) => operation.parameters ?? []).map((one) => one.name);
      for (const pair of query.split('&').filter(Boolean)) {
        const name = pair.split('=')[0];
        assert.ok(name.startsWith('*') || known.includes(name), `${guide}: ${path} takes no ${name}`);
      }
    }
  }
});
