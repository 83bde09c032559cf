import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Authenticate, SftpServer, type SftpServerOptions } from '../../src/file-access/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics, type Registry } from '../../src/platform/metrics.ts';
import { makeSshKey } from '../../src/platform/push-target/index.ts';
import { type DoorChanges, LOGIN, testSignIns } from './ftp-fixture.ts';
import { peerTree } from './ftp-peer-tree.ts';
import type { MemoryTree } from './memory-tree.ts';
import { quietLog } from './quiet-log.ts';
import { type ProgramRun, runProgram } from './run-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface SftpFixture {
  readonly server: SftpServer;
  readonly metrics: Registry;
  readonly host: string;
  readonly port: number;
}

/** An SFTP server on loopback, on a port that the system chooses; closed when the test ends. */
export async function startSftp(changes: Partial<SftpServerOptions> & DoorChanges = {}): Promise<SftpFixture> {
  const metrics = changes.metrics ?? createMetrics();
  const server = new SftpServer({
    bind: '127.0.0.1',
    port: 0,
    hostKeys: [makeSshKey().privateKey],
    signIns: testSignIns(changes),
    clock: systemClock,
    log: quietLog,
    metrics,
    ...changes,
  });
  await server.listen();
  onTestFinished(() => server.close());
  return { server, metrics, ...server.address };
}

/** Opens the tree for `LOGIN` and the public key of a file, as ssh-keygen writes it. */
function acceptKey(tree: MemoryTree, publicKeyLine: string): Authenticate {
  const accepted = Buffer.from(publicKeyLine.split(' ')[1]!, 'base64');
  return async ({ login, proof }) =>
    login === LOGIN && proof.kind === 'public-key' && proof.key.equals(accepted) ? tree : null;
}

/** A key pair that ssh-keygen made. */
export function sshKeyPair(type: 'ed25519' | 'ecdsa' | 'rsa', bits?: number): { file: string; publicKey: string } {
  const file = join(temporaryFolder(), 'key');
  const size = bits === undefined ? [] : ['-b', String(bits)];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', '', '-f', file]);
  return { file, publicKey: readFileSync(`${file}.pub`, 'utf8') };
}

/** The server with the tree that real clients download, for a key of ours. */
export async function startPeerSftp(
  tree = peerTree(),
  type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519',
): Promise<SftpFixture & { readonly key: string }> {
  const { file: key, publicKey } = sshKeyPair(type);
  return { key, ...(await startSftp({ tree, authenticate: acceptKey(tree, publicKey) })) };
}

/** The options of OpenSSH's programs: nothing of the machine's own settings, no questions. */
export function opensshOptions(key: string | null): string[] {
  const options = ['UserKnownHostsFile=/dev/null', 'StrictHostKeyChecking=no', 'LogLevel=ERROR', 'IdentityAgent=none'];
  const signIn =
    key === null ? ['PubkeyAuthentication=no'] : [`IdentityFile=${key}`, 'IdentitiesOnly=yes', 'BatchMode=yes'];
  return ['-F', '/dev/null', ...[...options, ...signIn].flatMap((option) => ['-o', option])];
}

/** Runs OpenSSH's sftp with commands from its standard input. */
export function sftp(
  { host, port }: Pick<SftpFixture, 'host' | 'port'>,
  { key, folder, commands, more = [] }: { key: string; folder: string; commands: string[]; more?: readonly string[] },
): Promise<ProgramRun> {
  const batch = join(temporaryFolder(), 'batch');
  writeFileSync(batch, `${commands.join('\n')}\n`);
  const args = [...opensshOptions(key), ...more, '-P', String(port), '-b', batch, `${LOGIN}@${host}`];
  return runProgram('sftp', args, { cwd: folder });
}
