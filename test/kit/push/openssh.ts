import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { makeSshKey, type SftpSettings, type SshKey } from '../../../src/platform/push-target/index.ts';
import { Daemon, freePort } from './daemon.ts';
import { ServerFolder } from './server-folder.ts';

export interface OpensshOptions {
  /** Options of internal-sftp, sftp-server(8). */
  readonly sftpOptions?: string;
  /** Of a server that was moved: the same port, another key. */
  readonly port?: number;
}

/** OpenSSH's sshd from Debian on loopback, which lets the running account in by a key of ours. */
export class Openssh {
  readonly port: number;
  readonly folder: ServerFolder;
  readonly key: SshKey;
  readonly #daemon: Daemon;

  private constructor(port: number, folder: ServerFolder, key: SshKey, daemon: Daemon) {
    this.port = port;
    this.folder = folder;
    this.key = key;
    this.#daemon = daemon;
  }

  static async start({ sftpOptions = '', port }: OpensshOptions = {}): Promise<Openssh> {
    const folder = new ServerFolder();
    const key = makeSshKey('fonoteka test');
    const usedPort = port ?? (await freePort());
    const hostKey = join(folder.path, 'host-key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
    writeFileSync(join(folder.path, 'authorized'), `${key.publicKey}\n`);
    // Where sshd locks its unprivileged half in; Debian makes it at boot.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const config = join(folder.path, 'sshd_config');
    const lines = [
      `Port ${usedPort}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${folder.path}/authorized`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'MaxStartups 100',
      'Subsystem sftp internal-sftp',
      `ForceCommand internal-sftp -d ${folder.files} ${sftpOptions}`,
    ];
    writeFileSync(config, lines.join('\n'));
    const daemon = await new Daemon('/usr/sbin/sshd', ['-D', '-e', '-f', config]).listening(usedPort);
    return new Openssh(usedPort, folder, key, daemon);
  }

  settings(changes: Partial<SftpSettings> = {}): SftpSettings {
    const { username: login } = userInfo();
    const base = { kind: 'sftp', host: 'localhost', login, password: null, hostKey: null } as const;
    return { ...base, port: this.port, privateKey: this.key.privateKey, folder: this.folder.files, ...changes };
  }

  async stop(): Promise<void> {
    await this.#daemon.stop();
    this.folder.remove();
  }
}
