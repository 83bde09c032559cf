import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import ssh2 from 'ssh2';
import { testDatabase } from '../../../test/kit/database.ts';
import { MemoryKeyStore } from '../../../test/kit/memory-key-store.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { listSftpHostKeys, openSftpHostKeys, replaceSftpHostKeys } from './host-keys.ts';

const { db } = testDatabase();
const NOW = Date.parse('2026-03-10T10:00:00Z');

test('host keys are made once, for all processes, and replaced by order; ssh-keygen shows the same fingerprints and records', async () => {
  const keys = new MemoryKeyStore();
  expect(await listSftpHostKeys(db)).toEqual([]);
  const [first, second] = await Promise.all([openSftpHostKeys({ db, keys }, NOW), openSftpHostKeys({ db, keys }, NOW)]);
  expect(second).toEqual(first);
  const parsed = first.map((key) => ssh2.utils.parseKey(key));
  expect(parsed.map((key) => (key instanceof Error ? key : key.type))).toEqual(['ssh-ed25519', 'ssh-rsa']);

  const listed = await listSftpHostKeys(db);
  const folder = temporaryFolder();
  for (const { publicKey, fingerprint, sshfp } of listed) {
    const file = join(folder, 'key.pub');
    writeFileSync(file, `${publicKey}\n`);
    expect(execFileSync('ssh-keygen', ['-lf', file]).toString()).toContain(` ${fingerprint} `);
    expect(execFileSync('ssh-keygen', ['-r', 'x', '-f', file]).toString()).toContain(sshfp);
  }
  expect(JSON.stringify(await db.selectFrom('sftp_host_keys').selectAll().execute())).not.toContain('PRIVATE');

  await replaceSftpHostKeys({ db, keys }, NOW + 1);
  const replaced = await listSftpHostKeys(db);
  expect(replaced.map(({ madeAt }) => madeAt)).toEqual([NOW + 1, NOW + 1]);
  expect(replaced[0]!.fingerprint).not.toBe(listed[0]!.fingerprint);

  await expect(openSftpHostKeys({ db, keys: new MemoryKeyStore() }, NOW)).rejects.toMatchObject({
    code: 'sftp-host-keys-unreadable',
  });
});
