import type { FtpSettings } from '../../../src/platform/push-target/index.ts';
import { type Daemon, stopAndRethrow } from './daemon.ts';
import type { ServerFolder } from './server-folder.ts';

interface Running {
  readonly port: number;
  readonly folder: ServerFolder;
  readonly daemon: Daemon;
}

/** A Debian FTP server on loopback, with one account. */
export abstract class TestFtpServer {
  readonly port: number;
  readonly folder: ServerFolder;
  protected readonly daemon: Daemon;
  protected abstract readonly account: Pick<FtpSettings, 'login' | 'password'>;

  protected constructor({ port, folder, daemon }: Running) {
    this.port = port;
    this.folder = folder;
    this.daemon = daemon;
  }

  settings(changes: Partial<FtpSettings> = {}): FtpSettings {
    const base = { kind: 'ftp', host: 'localhost', port: this.port, folder: '', certificate: null } as const;
    return { ...base, ...this.account, ...changes };
  }

  get pid(): number {
    return this.daemon.pid;
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    this.folder.remove();
  }

  /** Resolves when it accepts connections; stops it if it does not start. */
  protected async started(): Promise<this> {
    await this.daemon.listening(this.port).catch((error: unknown) => stopAndRethrow(error, this));
    return this;
  }
}
