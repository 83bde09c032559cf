import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { makeSshKey, type SftpSettings, type SshKey } from '../../../src/platform/push-target/index.ts';
import { Daemon, stopAndRethrow } from './daemon.ts';
import { freePort } from '../free-port.ts';
import { ServerFolder } from './server-folder.ts';

export interface OpensshOptions {
  /** Options of internal-sftp, sftp-server(8). */
  readonly sftpOptions?: string;
  /** For a server that was replaced: the same port with another key. */
  readonly port?: number;
  /** Mounts a small disk on `SMALL_DISK`. Needs root. */
  readonly smallDisk?: boolean;
  /** Default: loopback. */
  readonly listenOn?: string;
}

/** Debian's OpenSSH server on loopback. The account that runs the test signs in with a key of ours. */
export class Openssh {
  readonly port: number;
  readonly folder: ServerFolder;
  readonly key: SshKey;
  readonly #run: () => Daemon;
  #daemon: Daemon;

  private constructor(port: number, folder: ServerFolder, key: SshKey, run: () => Daemon) {
    this.port = port;
    this.folder = folder;
    this.key = key;
    this.#run = run;
    this.#daemon = run();
  }

  static async start(options: OpensshOptions = {}): Promise<Openssh> {
    const folder = new ServerFolder();
    const key = makeSshKey('fonoteka test');
    const port = options.port ?? (await freePort());
    const config = join(folder.path, 'sshd_config');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder.path, 'host-key')]);
    writeFileSync(join(folder.path, 'authorized'), `${key.publicKey}\n`);
    writeFileSync(config, configuration(folder, port, options).join('\n'));
    // The privilege separation folder of sshd, which Debian creates at boot.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const disks = options.smallDisk === true ? [folder.smallDisk()] : [];
    const run = (): Daemon => new Daemon('/usr/sbin/sshd', ['-D', '-e', '-f', config], disks);
    const openssh = new Openssh(port, folder, key, run);
    await openssh.#daemon.listening(port).catch((error: unknown) => stopAndRethrow(error, openssh));
    return openssh;
  }

  settings(changes: Partial<SftpSettings> = {}): SftpSettings {
    const { username: login } = userInfo();
    const base = { kind: 'sftp', host: 'localhost', login, password: null, hostKey: null } as const;
    return { ...base, port: this.port, privateKey: this.key.privateKey, folder: this.folder.files, ...changes };
  }

  get pid(): number {
    return this.#daemon.pid;
  }

  /** Adds a line to `authorized_keys`. */
  authorize(publicKey: string): void {
    appendFileSync(join(this.folder.path, 'authorized'), `${publicKey}\n`);
  }

  /** Stops the server and keeps its files. */
  async pause(): Promise<void> {
    await this.#daemon.stop();
  }

  /** Starts the server again with the same host key. */
  async resume(): Promise<void> {
    this.#daemon = this.#run();
    await this.#daemon.listening(this.port);
  }

  async stop(): Promise<void> {
    await this.#daemon.stop();
    this.folder.remove();
  }
}

function configuration(
  folder: ServerFolder,
  port: number,
  { sftpOptions = '', listenOn = '127.0.0.1' }: OpensshOptions,
): readonly string[] {
  return [
    `Port ${port}`,
    `ListenAddress ${listenOn}`,
    `HostKey ${folder.path}/host-key`,
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
}
