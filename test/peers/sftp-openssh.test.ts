import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOGIN } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, LONG_CONTENT, LONG_FILE, PEER_FILES, sha256 } from '../kit/ftp-peer-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { opensshOptions, sftp, startPeerSftp } from '../kit/sftp-fixture.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

test('sftp get -r fetches the complete tree', async () => {
  const { key, ...fixture } = await startPeerSftp();
  const folder = temporaryFolder();
  const run = await sftp(fixture, { key, folder, commands: ['get -rp / .'] });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(folder)).toEqual(digests(PEER_FILES));
});

test('sftp reget continues where an earlier download stopped', async () => {
  const { key, ...fixture } = await startPeerSftp();
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'long.mp3'), LONG_CONTENT.subarray(0, 4_000_001));
  const run = await sftp(fixture, { key, folder, commands: [`reget ${LONG_FILE} long.mp3`] });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(sha256(readFileSync(join(folder, 'long.mp3')))).toBe(sha256(LONG_CONTENT));
});

test('scp -r fetches the complete tree and ends with success; scp -O is refused with the reason', async () => {
  const { key, ...fixture } = await startPeerSftp();
  const folder = temporaryFolder();
  const args = [...opensshOptions(key), '-P', String(fixture.port), '-r'];
  const run = await runProgram('scp', [...args, `${LOGIN}@${fixture.host}:/2026`, folder]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(folder)).toEqual(digests(PEER_FILES));
  const legacy = await runProgram('scp', [...args, '-O', `${LOGIN}@${fixture.host}:/2026`, folder]);
  expect(legacy.exitCode).not.toBe(0);
  expect(legacy.stderr).toContain('use sftp, or scp without -O');
});
