import { expect, test } from 'vitest';
import { LOGIN, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, PEER_FILES, peerTree } from '../kit/ftp-peer-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

test('wget downloads the complete tree', async () => {
  const folder = temporaryFolder();
  const { host, port } = await startFtp({ tree: peerTree() });
  const credentials = [`--ftp-user=${LOGIN}`, `--ftp-password=${PASSWORD}`];
  const options = ['-q', '-r', '-l', '9', '-nH', '-P', folder, '--tries=1', '--no-config'];
  const run = await runProgram('wget', [...options, ...credentials, `ftp://${host}:${port}/`]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(folder)).toEqual(digests(PEER_FILES));
});
