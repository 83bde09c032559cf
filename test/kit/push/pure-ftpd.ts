import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from './daemon.ts';
import { freePort } from '../free-port.ts';
import { SERVER_ACCOUNT, ServerFolder } from './server-folder.ts';
import { TestFtpServer } from './test-ftp-server.ts';

const LOGIN = 'client';
const PASSWORD = 'tajne hasło';

export interface PureFtpdOptions {
  /** Additional options of its command line. */
  readonly options?: readonly string[];
  /** Of the account. */
  readonly quota?: { readonly files: number; readonly bytes: number };
}

/** Debian's Pure-FTPd on loopback, with one account, shut in its folder. Needs root. */
export class PureFtpd extends TestFtpServer {
  protected override readonly account = { login: LOGIN, password: PASSWORD };

  static async start({ options = [], quota }: PureFtpdOptions = {}): Promise<PureFtpd> {
    if (SERVER_ACCOUNT === null) throw new Error('only root may start Pure-FTPd');
    const folder = new ServerFolder();
    const port = await freePort();
    const accounts = join(folder.path, 'accounts');
    writeFileSync(accounts, accountLine(folder.files, quota));
    execFileSync('/usr/local/sbin/pure-pw', ['mkdb', `${accounts}.pdb`, '-f', accounts]);
    const own = ['-S', `127.0.0.1,${port}`, '-l', `puredb:${accounts}.pdb`, '-g', join(folder.path, 'pid'), '-E', '-H'];
    const daemon = new Daemon('/usr/local/sbin/pure-ftpd', [...own, ...options]);
    return new PureFtpd({ port, folder, daemon }).started();
  }
}

/** As `pure-pw useradd` writes it, which would ask for the password at a terminal. `/./`: shut in from here. */
function accountLine(home: string, quota: PureFtpdOptions['quota']): string {
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: PASSWORD }).toString().trim();
  const { uid, gid } = SERVER_ACCOUNT!;
  const limits = ['', '', '', '', '', quota?.files ?? '', quota?.bytes ?? '', '', '', '', '', ''];
  return `${[LOGIN, hash, uid, gid, '', `${home}/./`, ...limits].join(':')}\n`;
}
