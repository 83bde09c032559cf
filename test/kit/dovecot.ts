import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { runProgram } from './run-program.ts';
import { isListening } from './cut-proxy.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const PASSWORD = 'p@ss/word';
const USER = 'rezygnacje';
/** The account that Dovecot runs as when root runs the tests, because Dovecot does not run as root. */
const NOBODY = 65534;

/** A Dovecot with one account on a port of 127.0.0.1, in its own folder. */
export class Dovecot {
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  /** Starts one that runs until `dispose`. */
  static async start(): Promise<Dovecot> {
    const folder = mkdtempSync(join(tmpdir(), 'fonoteka-dovecot-'));
    const dovecot = new Dovecot(folder, await freePort());
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, dovecot.port));
    await dovecot.resume();
    return dovecot;
  }

  /** The URL of the mailbox; with another port for a proxy. */
  url(port = this.port): string {
    return `imap://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/INBOX`;
  }

  async resume(): Promise<void> {
    this.#child = spawn('/usr/sbin/dovecot', ['-F', '-c', join(this.#folder, 'dovecot.conf')], { stdio: 'ignore' });
    await Promise.race([
      once(this.#child, 'spawn'),
      once(this.#child, 'error').then(([error]) => Promise.reject(error as Error)),
    ]);
    await until('Dovecot listens', () => isListening(this.port));
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Restores the initial state. */
  async empty(): Promise<void> {
    const mail = join(this.#folder, 'mail', USER);
    for (const entry of readdirSync(mail)) rmSync(join(mail, entry), { recursive: true, force: true });
  }

  /** Delivers mails to the INBOX. */
  async deliver(mails: readonly (string | Buffer)[], arrivedAt = new Date()): Promise<void> {
    await this.#signedIn(async (client) => {
      for (const mail of mails) await client.append('INBOX', mail, [], arrivedAt);
    });
  }

  /** How many mails a folder has; 0 if it does not exist. */
  async count(folder = 'INBOX'): Promise<number> {
    return this.#signedIn(async (client) => {
      const known = (await client.list()).some(({ path }) => path === folder);
      const status = known && (await client.status(folder, { messages: true }));
      return status ? (status.messages ?? 0) : 0;
    });
  }

  /** The flags and keywords of each mail of the INBOX. */
  async flags(): Promise<string[][]> {
    return this.#signedIn(async (client) => {
      await client.mailboxOpen('INBOX');
      if (client.mailbox && client.mailbox.exists === 0) return [];
      const found = await client.fetchAll('1:*', { flags: true });
      return found.map(({ flags }) => [...(flags ?? [])]);
    });
  }

  async markAllRead(): Promise<void> {
    await this.#signedIn(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1:*', ['\\Seen']);
    });
  }

  /** Changes UIDVALIDITY, which invalidates all UIDs (RFC 9051 §2.3.1.1). */
  async changeUidValidity(): Promise<void> {
    const next = String(Math.floor(Date.now() / 1000) + 1000);
    const args = ['-c', join(this.#folder, 'dovecot.conf'), 'mailbox', 'update', '--uid-validity', next, '-u', USER];
    const { exitCode, stderr } = await runProgram('doveadm', [...args, 'INBOX']);
    if (exitCode !== 0) throw new Error(`doveadm: ${stderr}`);
  }

  /** Prevents creating folders: a file is in their place. */
  forbidFolders(): void {
    writeFileSync(join(this.#folder, 'mail', USER, '.Fonoteka.Done'), '');
  }

  async #signedIn<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const auth = { user: USER, pass: PASSWORD };
    const client = new ImapFlow({ host: '127.0.0.1', port: this.port, secure: false, auth, logger: false });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  }
}

function configuration(folder: string, port: number): string {
  const { uid, gid, username } = userInfo();
  const reader = uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid, gid };
  const mail = join(folder, 'mail', USER);
  mkdirSync(mail, { recursive: true });
  chownSync(mail, reader.uid, reader.gid);
  const unprivileged = [`default_internal_user = ${username}`, `default_login_user = ${username}`];
  return [
    `base_dir = ${folder}/run`,
    `state_dir = ${folder}/state`,
    `log_path = ${folder}/dovecot.log`,
    'protocols = imap',
    'listen = 127.0.0.1',
    'ssl = no',
    'disable_plaintext_auth = no',
    'auth_mechanisms = plain login',
    'first_valid_uid = 1',
    'first_valid_gid = 1',
    `mail_location = maildir:${folder}/mail/%u`,
    ...(uid === 0 ? [] : unprivileged),
    `passdb {\n driver = static\n args = password=${PASSWORD}\n}`,
    `userdb {\n driver = static\n args = uid=${reader.uid} gid=${reader.gid} home=${folder}/mail/%u\n}`,
    `service imap-login {\n chroot =\n inet_listener imap {\n  port = ${port}\n }\n inet_listener imaps {\n  port = 0\n }\n}`,
    'service anvil {\n chroot =\n}',
    '',
  ].join('\n');
}
