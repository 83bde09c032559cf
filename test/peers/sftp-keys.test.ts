import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOGIN, metricValue } from '../kit/ftp-fixture.ts';
import { digestsBelow, LONG_CONTENT, LONG_FILE, peerTree, sha256 } from '../kit/ftp-peer-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { opensshOptions, sftp, sshKeyPair, startPeerSftp } from '../kit/sftp-fixture.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

/** The names of algorithms, as OpenSSH reports them of the server with -vvv. */
async function offered(port: number, key: string): Promise<{ lists: string[]; log: string }> {
  const options = opensshOptions(key).map((option) => option.replace('LogLevel=ERROR', 'LogLevel=DEBUG3'));
  const run = await runProgram('ssh', [...options, '-p', String(port), `${LOGIN}@127.0.0.1`, '-s', 'sftp'], {
    input: '',
  });
  const [, server = ''] = run.stderr.split('peer server KEXINIT proposal');
  const lists = server
    .split('\n')
    .slice(1, 11)
    .map((line) => line.replace(/^[^:]*: [^:]*: /, '').trim());
  return { lists, log: run.stderr };
}

test('keys of every accepted type sign in; SHA-1 and short keys do not', async () => {
  for (const type of ['ed25519', 'ecdsa', 'rsa'] as const) {
    const { key, ...fixture } = await startPeerSftp(peerTree(), type);
    const run = await sftp(fixture, { key, folder: temporaryFolder(), commands: ['ls /'] });
    expect([type, run]).toMatchObject([type, { exitCode: 0, stderr: '' }]);
    if (type !== 'rsa') continue;
    const sha1 = ['-o', 'PubkeyAcceptedAlgorithms=ssh-rsa'];
    const signed = await sftp(fixture, { key, folder: temporaryFolder(), commands: ['ls /'], more: sha1 });
    expect(signed.exitCode).not.toBe(0);
    expect(signed.stderr).toContain('Permission denied');
    const short = sshKeyPair('rsa', 1024);
    const weak = ['-o', 'RequiredRSASize=1024'];
    const refused = await sftp(fixture, { key: short.file, folder: temporaryFolder(), commands: ['ls /'], more: weak });
    expect(refused.exitCode).not.toBe(0);
    expect(await metricValue(fixture.metrics, 'fonoteka_sftp_logins_failed_total')).toBe(0);
  }
});

test('what is offered: AES-GCM first, no SHA-1, no ChaCha20, no CBC, no compression; strict key exchange', async () => {
  const { key, port } = await startPeerSftp();
  const { lists, log } = await offered(port, key);
  const all = lists.join(',').split(',');
  expect(lists[2]!.split(',').slice(0, 2)).toEqual(['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com']);
  expect(
    all.filter((name) => /sha1|md5|chacha|cbc|zlib|dss|ssh-rsa|group1-|group-exchange|arcfour/.test(name)),
  ).toEqual([]);
  expect(all).toContain('kex-strict-s-v00@openssh.com');
  expect(log).toMatch(/will use strict KEX ordering/);
});

test('keys are exchanged again during a download, as often as the client wants', async () => {
  const { key, ...fixture } = await startPeerSftp();
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.keep'), '');
  const more = ['-o', 'RekeyLimit=256K'];
  const run = await sftp(fixture, { key, folder, commands: [`get ${LONG_FILE} long.mp3`], more });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(folder)['/long.mp3']).toBe(sha256(LONG_CONTENT));
});
