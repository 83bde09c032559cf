import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LOGIN, PASSWORD } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, LONG_CONTENT, LONG_FILE, PEER_FILES, peerTree, sha256 } from '../kit/ftp-peer-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { opensshOptions, startPeerSftp, startSftp } from '../kit/sftp-fixture.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const curl = (...args: string[]) => runProgram('curl', ['-sS', '-k', '-u', `${LOGIN}:${PASSWORD}`, ...args]);
const rclone = (...args: string[]) => runProgram('rclone', ['--config', '/dev/null', '--retries', '1', ...args]);

test('curl fetches by password, resumes, and lists', async () => {
  const { host, port } = await startSftp({ tree: peerTree() });
  const folder = temporaryFolder();
  const file = join(folder, 'long.mp3');
  writeFileSync(file, LONG_CONTENT.subarray(0, 3_000_000));
  const at = `sftp://${host}:${port}`;
  expect(await curl('-C', '-', '-o', file, `${at}${LONG_FILE}`)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(sha256(readFileSync(file))).toBe(sha256(LONG_CONTENT));
  const list = await curl('-l', `${at}/2026/03/`);
  expect(list.stdout.toString().trim().split('\n').toSorted()).toEqual(['09', '10']);
  expect((await curl('-T', file, `${at}/2026/new.mp3`)).exitCode).not.toBe(0);
});

test('rclone lists, syncs, checks and is refused to write', async () => {
  const tree = peerTree();
  const { key, host, port } = await startPeerSftp(tree);
  const folder = temporaryFolder();
  const settings = `host=${host},port=${port},user=${LOGIN},key_file=${key},shell_type=none,disable_hashcheck=true`;
  const remote = `:sftp,${settings}:/`;
  expect(await rclone('sync', remote, folder)).toMatchObject({ exitCode: 0 });
  expect(digestsBelow(folder)).toEqual(digests(PEER_FILES));
  const opened = tree.opened.length;
  expect(await rclone('sync', remote, folder)).toMatchObject({ exitCode: 0 });
  expect(tree.opened).toHaveLength(opened);
  expect(await rclone('check', '--download', remote, folder)).toMatchObject({ exitCode: 0 });
  expect((await rclone('lsf', '-R', remote)).stdout.toString()).toContain(LONG_FILE.slice(1));
  writeFileSync(join(folder, 'new.mp3'), 'x');
  expect((await rclone('copy', join(folder, 'new.mp3'), remote)).exitCode).not.toBe(0);
});

const PARAMIKO = `
import sys, hashlib, paramiko
host, port, login, password, path = sys.argv[1:]
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect(host, int(port), login, password, look_for_keys=False, allow_agent=False)
sftp = client.open_sftp()
print(sorted(sftp.listdir('/2026/03')))
with sftp.open(path) as file:
    file.prefetch()
    print(hashlib.sha256(file.read()).hexdigest())
with sftp.open(path) as file:
    file.seek(1000000)
    print(hashlib.sha256(file.read(100000)).hexdigest())
for change in (lambda: sftp.mkdir('/x'), lambda: sftp.remove(path), lambda: sftp.open('/x', 'w'), lambda: sftp.rename(path, '/x')):
    try:
        change()
        print('changed')
    except PermissionError:
        print('refused')
client.close()
`;

test('paramiko reads in full and in parts, and is refused to change anything', async () => {
  const { host, port } = await startSftp({ tree: peerTree() });
  const run = await runProgram('/usr/bin/python3', ['-c', PARAMIKO, host, String(port), LOGIN, PASSWORD, LONG_FILE]);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.stdout.toString().trim().split('\n')).toEqual([
    "['09', '10']",
    sha256(LONG_CONTENT),
    sha256(LONG_CONTENT.subarray(1_000_000, 1_100_000)),
    ...Array<string>(4).fill('refused'),
  ]);
});

test('sshfs mounts the tree', async () => {
  const { key, host, port } = await startPeerSftp();
  const folder = temporaryFolder();
  const options = ['-p', String(port), ...opensshOptions(key).slice(2), '-o', 'ro'];
  const mounted = await runProgram('sshfs', [`${LOGIN}@${host}:/`, folder, ...options]);
  expect(mounted).toMatchObject({ exitCode: 0 });
  onTestFinished(() => runProgram('fusermount3', ['-u', folder]).then(() => {}));
  // In another process: this one serves what is read.
  const sums = await runProgram('sh', ['-c', `cd ${folder} && find . -type f -exec sha256sum {} +`]);
  expect(sums.exitCode).toBe(0);
  const found = sums.stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split('  ') as [string, string]);
  expect(Object.fromEntries(found.map(([sum, name]) => [name.slice(1), sum]))).toEqual(digests(PEER_FILES));
});
