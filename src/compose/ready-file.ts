import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nullIfMissing } from '../platform/durable-folder.ts';

/** The addresses in use; null for a role that does not run. */
export interface ReadyReport {
  readonly http: string | null;
  /** Null also where a proxy has the certificate. */
  readonly https: string | null;
  readonly sip: string | null;
  /** Null also where it is off. */
  readonly sips: string | null;
  readonly ftp: string | null;
  /** FTP with implicit TLS; null also where it is off. */
  readonly ftps: string | null;
  readonly sftp: string | null;
  /** Health, readiness and metrics of this process, whatever its roles. */
  readonly internal: string;
  readonly pid: number;
}

function readyFile(dataFolder: string): string {
  return join(dataFolder, 'ready.json');
}

export function writeReadyFile(dataFolder: string, ready: ReadyReport): void {
  writeFileSync(readyFile(dataFolder), `${JSON.stringify(ready)}\n`, { mode: 0o600 });
}

export function removeReadyFile(dataFolder: string): void {
  rmSync(readyFile(dataFolder), { force: true });
}

/** What the service on this data folder reported; null if its process has ended. */
export function readReadyFile(dataFolder: string): ReadyReport | null {
  try {
    const report = JSON.parse(readFileSync(readyFile(dataFolder), 'utf8')) as ReadyReport;
    return isRunning(report.pid) ? report : null;
  } catch (error) {
    // Truncated: the service was killed while it wrote the file.
    if (error instanceof SyntaxError) return null;
    return nullIfMissing(error as NodeJS.ErrnoException);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is another user's, and it runs.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
