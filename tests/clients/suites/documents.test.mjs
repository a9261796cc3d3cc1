// What documents say that can be looked up: commands, codes of errors, links.

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

/** How sources make errors that callers are told, and which status these have. */
const MADE = [
  [/\bError::malformed\(\s*"(\w+)"/g, 400],
  [/\bError::conflict\(\s*"(\w+)"/g, 409],
  [/\bMalformed \{\s*code: "(\w+)"/g, 400],
  [/\bUnauthenticated \{\s*code: "(\w+)"/g, 401],
  [/\bForbidden \{\s*code: "(\w+)"/g, 403],
  [/\bConflict \{\s*code: "(\w+)"/g, 409],
  [/\bMismatch \{\s*code: "(\w+)"/g, 422],
  [/\bLimited \{\s*code: "(\w+)"/g, 429],
  [/\bProblem::new\(\s*StatusCode::BAD_REQUEST,\s*"(\w+)"/g, 400],
  [/\bProblem::new\(\s*StatusCode::FORBIDDEN,\s*"(\w+)"/g, 403],
  [/\bProblem::new\(\s*StatusCode::NOT_ACCEPTABLE,\s*"(\w+)"/g, 406],
  [/\bProblem::new\(\s*StatusCode::TOO_MANY_REQUESTS,\s*"(\w+)"/g, 429],
  [/\bProblem::new\(\s*StatusCode::SERVICE_UNAVAILABLE,\s*"(\w+)"/g, 503],
];
const FAULTS = /\b(?:Error::invalid|Fault::new)\([^()]*?,\s*"(\w+)"|\bRefusal::new\(\s*"(\w+)"/g;
/** Faults of settings and of letters, which no caller is told. */
const INTERNAL = ['control_character', 'invalid_email', 'invalid_host', 'invalid_url'];

node.test('every code of an error is documented with its status, and every documented one exists', async () => {
  const design = await text('docs/API-DESIGN.md');
  const [errors, faults] = [section(design, 'Error codes'), section(design, 'Fault codes')];
  const sources = (await Promise.all((await files(isSource)).map(text))).map(withoutTests).join('\n');
  let seen = 0;
  for (const [pattern, status] of MADE) {
    for (const [, code] of sources.matchAll(pattern)) {
      seen += 1;
      if (errors.said.includes(code)) continue;
      const documented = errors.rows.get(code);
      assert.ok(documented, `docs/API-DESIGN.md has no row for ${code}`);
      assert.ok(documented.includes(String(status)), `${code} is ${status}, and documented as ${documented}`);
    }
  }
  for (const [, one, other] of sources.matchAll(FAULTS)) {
    seen += 1;
    const code = one ?? other;
    const documented = faults.rows.has(code) || errors.rows.has(code) || errors.said.includes(code) || INTERNAL.includes(code);
    assert.ok(documented, `docs/API-DESIGN.md does not know the fault ${code}`);
  }
  assert.ok(seen > 100, `${seen} places that make errors were found`);
  for (const code of [...errors.rows.keys(), ...faults.rows.keys()]) {
    assert.ok(sources.includes(`"${code}"`), `docs/API-DESIGN.md documents ${code}, which nothing makes`);
  }
});

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

function isSource(path) {
  return /^(api|cli|domain|worker)\/src\/.*\.rs$/.test(path) && !path.includes('/tests');
}

function withoutTests(source) {
  return source.split('#[cfg(test)]')[0];
}

/** The rows of a table by their codes, and the codes that the text below it names. */
function section(document, heading) {
  const [, body] = document.split(`\n## ${heading}\n`);
  const lines = body.split('\n## ')[0].split('\n');
  const rows = new Map();
  for (const line of lines.filter((line) => line.startsWith('| `'))) {
    const [, codes, status] = line.split('|');
    for (const [, code] of codes.matchAll(/`(\w+)`/g)) rows.set(code, status);
  }
  const prose = lines.filter((line) => !line.startsWith('|')).join('\n');
  return { rows, said: [...prose.matchAll(/`(\w+)`/g)].map(([, code]) => code) };
}
