import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Authenticate } from '../../src/file-access/index.ts';
import { LOGIN, metricValue, PASSWORD } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, LONG_CONTENT, LONG_FILE, PEER_FILES, peerTree, sha256 } from '../kit/ftp-peer-tree.ts';
import { type ProgramRun, runProgram } from '../kit/run-program.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { startWebdav, type WebdavFixture } from '../kit/webdav-fixture.ts';

function curl({ origin }: WebdavFixture, path: string, ...options: string[]): Promise<ProgramRun> {
  return runProgram('curl', ['-sS', '--user', `${LOGIN}:${PASSWORD}`, ...options, `${origin}/dav${path}`]);
}

describe('curl', () => {
  test('lists a folder, fetches a file, a range of it, and what is missing of it', async () => {
    const fixture = await startWebdav({ tree: peerTree() });
    const listed = await curl(fixture, '/2026/03/', '--request', 'PROPFIND', '--header', 'Depth: 1');
    expect(listed.stdout.toString().match(/<D:href>/g)).toHaveLength(3);
    expect(sha256((await curl(fixture, LONG_FILE)).stdout)).toBe(sha256(LONG_CONTENT));
    const range = await curl(fixture, LONG_FILE, '--range', '1000000-1000999');
    expect(sha256(range.stdout)).toBe(sha256(LONG_CONTENT.subarray(1_000_000, 1_001_000)));
    const file = join(temporaryFolder(), 'long.mp3');
    writeFileSync(file, LONG_CONTENT.subarray(0, 4_999_000));
    expect(await curl(fixture, LONG_FILE, '--continue-at', '-', '--output', file)).toMatchObject({ exitCode: 0 });
    expect(sha256(readFileSync(file))).toBe(sha256(LONG_CONTENT));
    expect(await metricValue(fixture.metrics, 'fonoteka_webdav_sent_bytes_total')).toBe(5_000_000 + 1000 + 1000);
  });

  test('cannot upload', async () => {
    const fixture = await startWebdav({ tree: peerTree() });
    const run = await curl(fixture, '/2026/x.mp3', '--upload-file', '/etc/hostname', '--write-out', '%{http_code}');
    expect(run.stdout.toString()).toMatch(/405$/);
  });
});

test('wget -r fetches the tree by the pages of its folders', async () => {
  const { origin } = await startWebdav({ tree: peerTree() });
  const folder = temporaryFolder();
  const options = ['-q', '-r', '-np', '-nH', '--cut-dirs=1', '-A', 'mp3', '--user', LOGIN, '--password', PASSWORD];
  expect(await runProgram('wget', [...options, `${origin}/dav/`], { cwd: folder })).toMatchObject({ exitCode: 0 });
  expect(digestsBelow(folder)).toEqual(digests(PEER_FILES));
});

test('cadaver lists, fetches and moves between folders', async () => {
  const tree = peerTree();
  // A password that .netrc can have.
  const password = 'secret';
  const authenticate: Authenticate = async ({ proof }) =>
    proof.kind === 'password' && proof.password === password ? tree : null;
  const { origin } = await startWebdav({ tree, authenticate });
  const home = temporaryFolder();
  writeFileSync(join(home, '.netrc'), `machine 127.0.0.1 login ${LOGIN} password ${password}\n`, { mode: 0o600 });
  const input = 'ls 2026/03\ncd 2026/03/10\nls\nmget *_2.mp3\npwd\nquit\n';
  const run = await runProgram('cadaver', [`${origin}/dav/`], {
    cwd: home,
    env: { ...process.env, HOME: home },
    input,
  });
  expect(run.stdout.toString()).toMatch(/Coll:\s+09\s/);
  expect(run.stdout.toString()).toContain('2026-03-10_10-00-00_internal_101_102.mp3');
  const [fetched] = readdirSync(home).filter((name) => name.endsWith('_2.mp3'));
  expect(sha256(readFileSync(join(home, fetched!)))).toBe(sha256(PEER_FILES[LONG_FILE.replace('.mp3', '_2.mp3')]!));
});

/** The settings of rclone for it. */
async function remote({ origin }: WebdavFixture): Promise<NodeJS.ProcessEnv> {
  const obscured = await runProgram('rclone', ['obscure', PASSWORD]);
  return {
    ...process.env,
    RCLONE_CONFIG: join(temporaryFolder(), 'none'),
    RCLONE_CONFIG_FONOTEKA_TYPE: 'webdav',
    RCLONE_CONFIG_FONOTEKA_URL: `${origin}/dav/`,
    RCLONE_CONFIG_FONOTEKA_VENDOR: 'other',
    RCLONE_CONFIG_FONOTEKA_USER: LOGIN,
    RCLONE_CONFIG_FONOTEKA_PASS: obscured.stdout.toString().trim(),
  };
}

test('rclone lists, mirrors, compares, and fetches a range', async () => {
  const source = peerTree();
  const env = await remote(await startWebdav({ tree: source }));
  const rclone = (...args: string[]) => runProgram('rclone', args, { env });
  const listed = await rclone('lsf', '-R', '--files-only', 'fonoteka:');
  expect(listed.stdout.toString().trim().split('\n').sort()).toEqual(
    Object.keys(PEER_FILES)
      .map((path) => path.slice(1))
      .sort(),
  );
  const folder = temporaryFolder();
  expect(await rclone('sync', 'fonoteka:', folder)).toMatchObject({ exitCode: 0 });
  expect(digestsBelow(folder)).toEqual(digests(PEER_FILES));
  const opened = source.opened.length;
  expect(await rclone('sync', 'fonoteka:', folder)).toMatchObject({ exitCode: 0 });
  // Nothing new.
  expect(source.opened).toHaveLength(opened);
  expect(await rclone('check', 'fonoteka:', folder)).toMatchObject({ exitCode: 0 });
  const range = await rclone('cat', '--offset', '1000000', '--count', '1000', `fonoteka:${LONG_FILE}`);
  expect(sha256(range.stdout)).toBe(sha256(LONG_CONTENT.subarray(1_000_000, 1_001_000)));
});

test('davfs2 mounts it', async ({ skip }) => {
  const { origin } = await startWebdav({ tree: peerTree() });
  const folder = temporaryFolder();
  const mountPoint = join(folder, 'mounted');
  mkdirSync(mountPoint);
  // It works as a user of its own.
  chmodSync(folder, 0o777);
  const settings = join(folder, 'davfs2.conf');
  writeFileSync(settings, `use_locks 0\ncache_dir ${folder}\n`);
  const mount = [`${origin}/dav/`, mountPoint, '-o', `ro,conf=${settings}`];
  const mounted = await runProgram('mount.davfs', mount, { input: `${LOGIN}\n${PASSWORD}\n` });
  // A machine without FUSE, as most containers are.
  skip(mounted.exitCode !== 0 && /fuse|not permitted/i.test(mounted.stderr), mounted.stderr);
  expect([mounted.exitCode, mounted.stderr]).toEqual([0, '']);
  try {
    // By programs: the server is in this process, which must not wait for it. By names alone: davfs2 1.6.1 on Linux 6.18 lists
    // nothing of any folder, not even `.`.
    const size = await runProgram('stat', ['-c', '%s %Y', join(mountPoint, LONG_FILE)]);
    expect(size.stdout.toString().trim()).toBe(`5000000 ${Date.parse('2026-03-10T08:05:09Z') / 1000}`);
    const read = await runProgram('cat', [join(mountPoint, LONG_FILE)]);
    expect(sha256(read.stdout)).toBe(sha256(LONG_CONTENT));
    expect((await runProgram('touch', [join(mountPoint, 'new')])).stderr).toContain('Read-only file system');
  } finally {
    await runProgram('umount', [mountPoint]);
  }
});
