import { expect, test } from 'vitest';
import { LOGIN } from '../kit/ftp-fixture.ts';
import { digestsBelow } from '../kit/ftp-peer-tree.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { sampled } from '../kit/sampled.ts';
import { opensshOptions, startPeerSftp } from '../kit/sftp-fixture.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

test('lftp mirrors many files over 4 connections, and then finds nothing new', async () => {
  const count = sampled(200, 2000);
  const names = Array.from({ length: count }, (_, index) => `/2026/03/1${index % 3}/2026-03-10_${index}_in.mp3`);
  const tree = new MemoryTree({ files: Object.fromEntries(names.map((name) => [name, Buffer.alloc(2000, name)])) });
  const { key, host, port } = await startPeerSftp(tree);
  const folder = temporaryFolder();
  const lftp = (commands: string) => {
    const connect = `set sftp:connect-program "ssh -a -x ${opensshOptions(key).join(' ')}"`;
    const settings = `${connect}; set net:max-retries 2; set net:timeout 60; set cmd:fail-exit true`;
    const open = `open -u ${LOGIN},unused -p ${port} sftp://${host}`;
    return runProgram('lftp', ['-c', `${settings}; ${open}; ${commands}`], { cwd: folder });
  };
  expect(await lftp('mirror --parallel=4 / .')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(Object.keys(digestsBelow(folder)).toSorted()).toEqual(names.toSorted());
  expect(tree.opened).toHaveLength(count);
  expect(await lftp('mirror --only-newer / .')).toMatchObject({ exitCode: 0, stderr: '' });
  expect([tree.opened.length, tree.openContents]).toEqual([count, 0]);
});
