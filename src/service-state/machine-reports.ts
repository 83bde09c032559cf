import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Registry } from '../platform/metrics.ts';
import { programVersion } from '../platform/program.ts';
import type { Database } from '../platform/postgres/index.ts';

/** After its end a process that was killed is shown for so long; one that was stopped takes its report with it. */
const FORGOTTEN_AFTER_MS = 7 * 86_400_000;

/** What a process of the service says of itself and its machine. Instants are Unix ms. */
interface MachineReport {
  readonly host: string;
  readonly roles: readonly string[];
  readonly version: string;
  readonly startedAt: number;
  /** As `/readyz`. */
  readonly checks: Readonly<Record<string, boolean>>;
  /** By how much its clock is ahead of the database's; null: not known. */
  readonly clockAheadMs: number | null;
  /** Of the disk with its data folder; null: it could not be read. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly certificates: readonly { readonly service: string; readonly expiresAt: number }[];
  /** Calls that have ended and are not archived yet; 0 of what is no recorder. */
  readonly waitingCalls: number;
}

export interface SeenMachine extends MachineReport {
  readonly machine: string;
  /** Unix ms, by the clock that all processes share. */
  readonly seenAt: number;
}

interface ReporterDeps {
  readonly db: Database;
  /** The time that all processes share. */
  readonly now: () => number;
  readonly roles: readonly string[];
  readonly dataFolder: string;
  readonly metrics: Registry;
  readonly checks: () => Promise<Readonly<Record<string, { readonly ok: boolean }>>>;
}

/** Keeps the row of this process: what it measures anyway, so that one page shows all machines. */
export class MachineReporter {
  readonly #deps: ReporterDeps;
  readonly #startedAt: number;
  readonly #machine: string;

  constructor(deps: ReporterDeps) {
    this.#deps = deps;
    this.#startedAt = deps.now();
    // Two processes with the same roles on one host are two only if they have data folders of their own.
    this.#machine = `${hostname()} ${deps.roles.join('+')} ${deps.dataFolder}`.slice(0, 300);
  }

  async report(clockAheadMs: number | null): Promise<void> {
    const { db, now, roles, dataFolder, metrics, checks } = this.#deps;
    const certificates = await gauges(metrics, 'fonoteka_tls_certificate_expires_timestamp_seconds');
    const waiting = await gauges(metrics, 'fonoteka_archive_calls_waiting');
    const report: MachineReport = {
      host: hostname(),
      roles,
      version: programVersion(),
      startedAt: this.#startedAt,
      checks: Object.fromEntries(Object.entries(await checks()).map(([name, { ok }]) => [name, ok])),
      clockAheadMs,
      disk: await diskOf(dataFolder),
      certificates: certificates.map(({ labels, value }) => ({
        service: String(labels['service'] ?? ''),
        expiresAt: value * 1000,
      })),
      waitingCalls: waiting[0]?.value ?? 0,
    };
    const row = { report: JSON.stringify(report), seen_at: new Date(now()) };
    await db
      .insertInto('machine_reports')
      .values({ machine: this.#machine, ...row })
      .onConflict((known) => known.column('machine').doUpdateSet(row))
      .execute();
  }

  /** It stops: nobody misses it. */
  async withdraw(): Promise<void> {
    await this.#deps.db.deleteFrom('machine_reports').where('machine', '=', this.#machine).execute();
  }
}

async function diskOf(folder: string): Promise<MachineReport['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

async function gauges(metrics: Registry, name: string) {
  const metric = metrics.getSingleMetric(name);
  return metric === undefined ? [] : (await metric.get()).values;
}

/** The last report of each process, by host. */
export async function listMachines(db: Database, now: number): Promise<SeenMachine[]> {
  const rows = await db
    .selectFrom('machine_reports')
    .selectAll()
    .where('seen_at', '>', new Date(now - FORGOTTEN_AFTER_MS))
    .orderBy('machine')
    .execute();
  return rows.map(({ machine, report, seen_at }) => ({
    machine,
    ...(report as MachineReport),
    seenAt: seen_at.getTime(),
  }));
}
