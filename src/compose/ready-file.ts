import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The addresses really in use; a role that does not run has none. */
export interface ReadyReport {
  readonly http: string | null;
  readonly sip: string | null;
  readonly sips: string | null;
  readonly ftp: string | null;
  readonly sftp: string | null;
  readonly pid: number;
}

const fileIn = (dataFolder: string): string => join(dataFolder, 'ready.json');

export function writeReadyFile(dataFolder: string, report: ReadyReport): void {
  writeFileSync(fileIn(dataFolder), `${JSON.stringify(report)}\n`, { mode: 0o600 });
}

export function removeReadyFile(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
}

/** What the service on this data folder reported, if that process still lives. */
export function readReadyFile(dataFolder: string): ReadyReport | null {
  try {
    const report = JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')) as ReadyReport;
    process.kill(report.pid, 0);
    return report;
  } catch {
    return null;
  }
}
