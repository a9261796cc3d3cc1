// Programs written in Python, in environments of their own below target/, made again when their requirements have changed.

import { execFile } from 'node:child_process';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The path of a program that the requirements.txt of this folder brings. */
export function program(name) {
  return environment('python', new URL('../requirements.txt', import.meta.url).pathname).then((bin) => join(bin, name));
}

/** An environment with these requirements: the folder of its programs. */
export async function environment(title, requirements) {
  const folder = join(process.env.CLIENTS_OUT ?? tmpdir(), title);
  const installed = join(folder, 'requirements.txt');
  const [wanted, there] = await Promise.all([readFile(requirements, 'utf8'), readFile(installed, 'utf8').catch(() => '')]);
  if (wanted !== there) {
    await rm(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
    await copyFile(requirements, installed);
  }
  return join(folder, 'bin');
}
