// What documents show, taken out of them to be run.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export const ROOT = new URL('../../../', import.meta.url);

/** The files of the repository that are wanted, by their paths. */
export async function files(wanted) {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  return stdout.split('\n').filter((path) => path && wanted(path));
}

/** A document of this repository. */
export function text(path) {
  return readFile(new URL(path, ROOT), 'utf8');
}

/** The code of all blocks that begin so, in their order. */
export function blocks(document, opening) {
  return document.split(`${opening}\n`).slice(1).map((rest) => rest.split('\n```')[0]);
}

/** What blocks of a shell say comes of them: `# -> fragment`. */
export function promised(script) {
  return [...script.matchAll(/^# -> (.+)$/gm)].map(([, fragment]) => fragment);
}

/** The commands of `presswork` in the shell blocks of a document, each as its words; `a|b` is one of each. */
export function commands(document) {
  return blocks(document, '```sh').join('\n').split('\n').flatMap(command);
}

/** The same in its running text. */
export function mentioned(document) {
  return [...document.matchAll(/`(presswork [^`]+)`/g)].flatMap(([, span]) => command(span));
}

function command(line) {
  const [, said] = line.match(/^(?:[A-Z_]+=\S+ )*presswork ([^#<>&]+)/) ?? [];
  return said ? variants(said.trim().split(/\s+/)) : [];
}

function variants([word, ...rest]) {
  if (word === undefined) return [[]];
  return word.split('|').flatMap((one) => variants(rest).map((words) => [one, ...words]));
}
