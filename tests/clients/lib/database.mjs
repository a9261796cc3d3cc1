// Changes that no operation makes, right in the database of a server.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { sql } from './services.mjs';

const SCRIPT = 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10); c.execute(sys.argv[2], sys.argv[3:]); c.commit()';

/** Runs one statement with `$n` placeholders. */
export async function change(server, statement, values = []) {
  if (server.database) return sql(server.database, statement, values);
  return promisify(execFile)('python3', ['-c', SCRIPT, join(server.folder, 'presswork.db'), statement.replace(/\$(\d)/g, '?$1'), ...values]);
}
