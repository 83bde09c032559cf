import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SftpSettings } from '../../../src/platform/push-target/index.ts';
import type { TestCertificate } from './certificates.ts';
import { Daemon } from './daemon.ts';
import { freePort } from '../free-port.ts';
import { SERVER_ACCOUNT, ServerFolder } from './server-folder.ts';
import { TestFtpServer } from './test-ftp-server.ts';

export const LOGIN = 'client';
export const PASSWORD = 'tajne hasło';

export interface ProftpdOptions {
  /** Requires FTP with explicit TLS. */
  readonly certificate?: TestCertificate;
  /** SFTP (its module) instead of FTP. */
  readonly sftp?: boolean;
  /** Mounts a small disk on `SMALL_DISK`. Needs root. */
  readonly smallDisk?: boolean;
  /** Additional lines of its configuration. */
  readonly config?: readonly string[];
}

/** Debian's ProFTPD on loopback with its default settings: no overwriting, no resuming. */
export class Proftpd extends TestFtpServer {
  protected override readonly account = { login: LOGIN, password: PASSWORD };

  static async start(options: ProftpdOptions = {}): Promise<Proftpd> {
    const folder = new ServerFolder();
    const port = await freePort();
    const config = join(folder.path, 'proftpd.conf');
    writeFileSync(join(folder.path, 'passwd'), passwdLine(folder.files), { mode: 0o600 });
    writeFileSync(config, configuration(folder, port, options).join('\n'));
    const disks = options.smallDisk === true ? [folder.smallDisk()] : [];
    const daemon = new Daemon('/usr/sbin/proftpd', ['-n', '-c', config], disks);
    return new Proftpd({ port, folder, daemon }).started();
  }

  sftpSettings(changes: Partial<SftpSettings> = {}): SftpSettings {
    const base = { kind: 'sftp', host: 'localhost', login: LOGIN, password: PASSWORD, folder: '' } as const;
    return { ...base, port: this.port, privateKey: null, hostKey: null, ...changes };
  }
}

function passwdLine(home: string): string {
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: PASSWORD }).toString().trim();
  const { uid, gid } = SERVER_ACCOUNT ?? { uid: process.getuid?.(), gid: process.getgid?.() };
  return `${LOGIN}:${hash}:${uid}:${gid}::${home}:/bin/false\n`;
}

function configuration(folder: ServerFolder, port: number, options: ProftpdOptions): readonly string[] {
  return [
    'ServerType standalone',
    'DefaultAddress 127.0.0.1',
    `Port ${port}`,
    'UseIPv6 off',
    'UseReverseDNS off',
    'ControlsEngine off',
    'WtmpLog off',
    'TransferLog none',
    ...(SERVER_ACCOUNT === null ? ownAccount() : ['User nobody', 'Group nogroup', 'DefaultRoot ~']),
    `PidFile ${folder.path}/pid`,
    `ScoreboardFile ${folder.path}/scoreboard`,
    `SystemLog ${folder.path}/log`,
    `DelayTable none`,
    'AuthOrder mod_auth_file.c',
    `AuthUserFile ${folder.path}/passwd`,
    'RequireValidShell off',
    'MaxInstances 100',
    'ModulePath /usr/lib/proftpd',
    ...(options.certificate === undefined ? [] : tlsLines(options.certificate)),
    ...(options.sftp === true ? sftpLines(folder) : []),
    ...(options.config ?? []),
    '',
  ];
}

/** Without root it can only run as the current user, without chroot. */
function ownAccount(): readonly string[] {
  return [`User ${idName('-un')}`, `Group ${idName('-gn')}`];
}

function idName(option: '-un' | '-gn'): string {
  return execFileSync('id', [option]).toString().trim();
}

function tlsLines({ certificate, key }: TestCertificate): readonly string[] {
  return [
    'LoadModule mod_tls.c',
    'TLSEngine on',
    'TLSRequired on',
    `TLSECCertificateFile ${certificate}`,
    `TLSECCertificateKeyFile ${key}`,
  ];
}

function sftpLines(folder: ServerFolder): readonly string[] {
  const hostKey = join(folder.path, 'host-key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-m', 'PEM', '-N', '', '-f', hostKey]);
  return ['LoadModule mod_sftp.c', 'SFTPEngine on', `SFTPHostKey ${hostKey}`];
}
