import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../kit/run-program.ts';

const OPS = fileURLToPath(new URL('../../ops/backup/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-backup-password-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** In place of PostgreSQL's programs: writes down what they are given. `pg_dump` makes its file. */
mkdirSync(at('bin'));
const RECORDER = `#!/bin/sh
printf '%s\\n' "$@" >${at('arguments')}
printf %s "\${PGPASSWORD-none}" >${at('password')}
for one in "$@"; do case $one in --file=*) : >"\${one#--file=}" ;; esac; done
`;
for (const [name, text] of [
  ['pg_dump', RECORDER],
  ['pg_restore', RECORDER],
  ['rsync', '#!/bin/sh\n'],
  ['fonoteka', '#!/bin/sh\n'],
] as const) {
  writeFileSync(at(`bin/${name}`), text);
  chmodSync(at(`bin/${name}`), 0o755);
}
mkdirSync(at('data'));
writeFileSync(at('log.jsonl'), '');

async function given(url: string, script: string, ...args: string[]) {
  const env = {
    PATH: `${at('bin')}:${process.env['PATH']}`,
    FONOTEKA_DATA: at('data'),
    FONOTEKA_COMMAND: at('bin/fonoteka'),
    FONOTEKA_DATABASE_URL: url,
  };
  const { exitCode, stderr } = await runProgram(join(OPS, script), args, { env });
  if (exitCode !== 0) return { exitCode, stderr };
  return { text: readFileSync(at('arguments'), 'utf8'), password: readFileSync(at('password'), 'utf8') };
}

test.each([
  [
    'postgres://jan:se%40%63%25ret:\\1%C5%BC@db.example/one?sslmode=require',
    'se@c%ret:\\1ż',
    'postgres://jan@db.example/one?sslmode=require',
  ],
  ['postgresql://jan@db.example/one', 'none', 'postgresql://jan@db.example/one'],
  ['postgres://db.example:5433/one', 'none', 'postgres://db.example:5433/one'],
])('%s: the programs of PostgreSQL are given the password, but not as an argument', async (url, password, shown) => {
  for (const [script, ...args] of [
    ['backup.sh', '--to', at('backup')],
    ['restore.sh', '--from', at('backup'), '--destruction-log', at('log.jsonl')],
  ] as const) {
    const got = await given(url, script, ...args);
    expect(got).toMatchObject({ password });
    expect(got.text!.split('\n').map((one) => one.replace('--dbname=', ''))).toContain(shown);
  }
});

test('a password elsewhere in the address is refused', async () => {
  const url = 'postgres://jan@db.example/one?password=secret';
  expect(await given(url, 'backup.sh', '--to', at('other'))).toMatchObject({ exitCode: 2 });
});
