import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type FtpFixture, LOGIN, metricValue, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, LONG_CONTENT, LONG_FILE, PEER_FILES, peerTree, sha256 } from '../kit/ftp-peer-tree.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

async function lftp(fixture: FtpFixture, folder: string, commands: string): Promise<string> {
  const open = `open -u ${LOGIN},'${PASSWORD}' -p ${fixture.port} ${fixture.host}`;
  const settings = 'set net:max-retries 1; set net:timeout 10; set cmd:fail-exit true';
  const run = await runProgram('lftp', ['-c', `${settings}; ${open}; ${commands}`], { cwd: folder });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.stdout.toString();
}

test.each([
  ['one connection', ''],
  ['four connections, with segments', '--parallel=4 --use-pget-n=3'],
])('mirror downloads the complete tree: %s', async (_, options) => {
  const folder = temporaryFolder();
  await lftp(await startFtp({ tree: peerTree() }), folder, `mirror ${options} / .`);
  expect(digestsBelow(folder)).toEqual(digests(PEER_FILES));
});

test('a second mirror finds nothing new', async () => {
  const folder = temporaryFolder();
  const fixture = await startFtp({ tree: peerTree() });
  await lftp(fixture, folder, 'mirror / .');
  const sent = await metricValue(fixture.metrics, 'fonoteka_ftp_sent_bytes_total', { content: 'file' });
  await lftp(fixture, folder, 'mirror --only-newer / .');
  expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sent_bytes_total', { content: 'file' })).toBe(sent);
});

test('get -c continues where an earlier download stopped', async () => {
  const folder = temporaryFolder();
  const fixture = await startFtp({ tree: peerTree() });
  const file = join(folder, 'long.mp3');
  writeFileSync(file, LONG_CONTENT.subarray(0, 4_000_000));
  await lftp(fixture, folder, `get -c ${LONG_FILE} -o long.mp3`);
  expect(sha256(readFileSync(file))).toBe(sha256(LONG_CONTENT));
  expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sent_bytes_total', { content: 'file' })).toBe(1_000_000);
});

test('pget -c fetches in segments, each by its own REST', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'long.mp3');
  await lftp(await startFtp({ tree: peerTree() }), folder, `pget -n 4 -c ${LONG_FILE} -o long.mp3`);
  expect(sha256(readFileSync(file))).toBe(sha256(LONG_CONTENT));
});

test('the server still works after lftp aborts a transfer', async () => {
  // More than the kernel's buffers hold, so that the transfer has not ended by then.
  const tree = new MemoryTree({ files: { '/2026/large.mp3': Buffer.alloc(64 * 1024 * 1024) } });
  const fixture = await startFtp({ tree });
  // Slow, because lftp may otherwise receive everything before it notices that its output is closed.
  const cut = 'set net:limit-rate 1000000; cat /2026/large.mp3 | head -c 10 | wc -c; cls -1 /';
  const output = await lftp(fixture, temporaryFolder(), cut);
  expect(output.trim().split('\n')).toEqual(['10', '/2026/']);
  await vi.waitFor(() => expect(tree.openContents).toBe(0));
  expect(
    await metricValue(fixture.metrics, 'fonoteka_ftp_transfers_total', { content: 'file', outcome: 'completed' }),
  ).toBe(0);
});

test('listings show names, sizes and times', async () => {
  const fixture = await startFtp({ tree: peerTree() });
  const listing = await lftp(fixture, temporaryFolder(), 'cls -l --time-style=%Y%m%d%H%M%S /2026/03/10');
  expect(listing).toMatch(/5000000 20260310\d{6} .*2026-03-10_09-05-09_in_48512345678_48221234567\.mp3/);
  expect(
    (await lftp(fixture, temporaryFolder(), 'set ftp:use-mlsd no; nlist /2026/03')).trim().split('\n'),
  ).toHaveLength(2);
});
