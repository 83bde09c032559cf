import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FtpFixture, LOGIN, metricValue, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { LONG_CONTENT, LONG_FILE, peerTree, sha256 } from '../kit/ftp-peer-tree.ts';
import { type ProgramRun, runProgram } from '../kit/run-program.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

function curl({ host, port }: FtpFixture, path: string, ...options: string[]): Promise<ProgramRun> {
  const authority = host.includes(':') ? `[${host}]` : host;
  const url = `ftp://${authority}:${port}${path}`;
  return runProgram('curl', ['-sS', '--globoff', '--user', `${LOGIN}:${PASSWORD}`, ...options, url]);
}

describe.each([
  ['EPSV', '127.0.0.1', []],
  ['PASV', '127.0.0.1', ['--disable-epsv']],
  ['IPv6', '::1', []],
])('over %s', (_, bind, options) => {
  test('a file is downloaded completely', async () => {
    const run = await curl(await startFtp({ tree: peerTree(), bind }), LONG_FILE, ...options);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sha256(run.stdout)).toBe(sha256(LONG_CONTENT));
  });

  test('folders are listed', async () => {
    const fixture = await startFtp({ tree: peerTree(), bind });
    const names = await curl(fixture, '/2026/03/', '--list-only', ...options);
    expect(names.stdout.toString()).toBe('09\n10\n');
    const long = await curl(fixture, '/2026/03/10/', ...options);
    expect(long.stdout.toString().trim().split('\n')).toHaveLength(3);
  });
});

test('a range in the middle is downloaded, and the session continues with the next file', async () => {
  const fixture = await startFtp({ tree: peerTree() });
  const run = await curl(fixture, LONG_FILE, '--range', '1000000-1000999');
  expect(run.exitCode).toBe(0);
  expect(sha256(run.stdout)).toBe(sha256(LONG_CONTENT.subarray(1_000_000, 1_001_000)));
});

test('-C - continues where an earlier download stopped', async () => {
  const fixture = await startFtp({ tree: peerTree() });
  const file = join(temporaryFolder(), 'long.mp3');
  writeFileSync(file, LONG_CONTENT.subarray(0, 4_999_000));
  expect(await curl(fixture, LONG_FILE, '--continue-at', '-', '--output', file)).toMatchObject({ exitCode: 0 });
  expect(sha256(readFileSync(file))).toBe(sha256(LONG_CONTENT));
  expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sent_bytes_total', { content: 'file' })).toBe(1000);
});

test('--head shows size and time', async () => {
  const run = await curl(await startFtp({ tree: peerTree() }), LONG_FILE, '--head');
  expect(run.stdout.toString()).toContain('Content-Length: 5000000');
  expect(run.stdout.toString()).toContain('Last-Modified: Tue, 10 Mar 2026 08:05:09 GMT');
});

test.each([
  ['an upload', ['--upload-file', '/etc/hostname'], 25],
  ['a deletion', ['--quote', `DELE ${LONG_FILE}`], 21],
  ['active mode', ['--ftp-port', '-'], 30],
  ['TLS, if the client requires it', ['--ssl-reqd'], 64],
])('%s is refused', async (_, options, exitCode) => {
  expect((await curl(await startFtp({ tree: peerTree() }), LONG_FILE, ...options)).exitCode).toBe(exitCode);
});

test('a wrong password and a missing file have different exit codes', async () => {
  const fixture = await startFtp({ tree: peerTree() });
  expect((await curl(fixture, LONG_FILE, '--user', 'firma:wrong')).exitCode).toBe(67);
  expect((await curl(fixture, '/2026/03/10/none.mp3')).exitCode).toBe(78);
});
