import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from './daemon.ts';
import { freePort } from '../free-port.ts';
import { SERVER_ACCOUNT, ServerFolder } from './server-folder.ts';
import { TestFtpServer } from './test-ftp-server.ts';

/**
 * Debian's vsftpd on loopback, without root's rights: so it only has its anonymous account, which starts with all rights to write,
 * and the paths are the machine's.
 */
export class Vsftpd extends TestFtpServer {
  protected override readonly account = { login: 'ftp', password: 'x' };

  /** @param config Lines of its configuration; a later line replaces an earlier one. */
  static async start(config: readonly string[] = []): Promise<Vsftpd> {
    const folder = new ServerFolder();
    const port = await freePort();
    const file = join(folder.path, 'vsftpd.conf');
    writeFileSync(file, [...configuration(folder, port), ...config, ''].join('\n'));
    if (SERVER_ACCOUNT !== null) chownSync(file, SERVER_ACCOUNT.uid, SERVER_ACCOUNT.gid);
    const { uid, gid } = SERVER_ACCOUNT ?? { uid: process.getuid?.(), gid: process.getgid?.() };
    const account = [`--reuid=${uid}`, `--regid=${gid}`, ...(SERVER_ACCOUNT === null ? [] : ['--clear-groups'])];
    const daemon = new Daemon('setpriv', [...account, '/usr/local/sbin/vsftpd', file]);
    return new Vsftpd({ port, folder, daemon }).started();
  }
}

function configuration(folder: ServerFolder, port: number): readonly string[] {
  return [
    'listen=YES',
    'listen_address=127.0.0.1',
    `listen_port=${port}`,
    'background=NO',
    'run_as_launching_user=YES',
    // The kernel of a container may not allow its filter.
    'seccomp_sandbox=NO',
    `secure_chroot_dir=${folder.path}`,
    'xferlog_enable=NO',
    'anonymous_enable=YES',
    'local_enable=NO',
    `anon_root=${folder.files}`,
    'no_anon_password=YES',
    'write_enable=YES',
    'anon_upload_enable=YES',
    'anon_mkdir_write_enable=YES',
    'anon_other_write_enable=YES',
    'anon_umask=022',
    'allow_writeable_chroot=YES',
  ];
}
