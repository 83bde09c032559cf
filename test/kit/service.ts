import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { openAudio } from '../../src/archive/index.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { TenantId } from '../../src/base/ids.ts';
import {
  type CallFilter,
  type CatalogDeps,
  listCalls,
  type ListedCall,
  type ListedRecording,
  openRecording,
  wholeTenant,
} from '../../src/catalog/index.ts';
import { type ReadyReport, type Service, startService } from '../../src/compose/index.ts';
import { type Config, loadConfig } from '../../src/config/index.ts';
import { listJobRuns } from '../../src/jobs/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Logger } from '../../src/platform/logging.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { type AddedTenant, addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { placeTestCall, type TestCall, type TestCallOutcome } from '../../src/test-caller/index.ts';
import { testDatabase } from './database.ts';
import { quietLog } from './quiet-log.ts';
import { rtpPorts } from './rtp-ports.ts';
import { until } from './until.ts';

/** A running Fonoteka with all roles, its own database and data folder, and ports that the system chooses. */
export class RunningFonoteka {
  readonly #service: Service;

  constructor(service: Service) {
    this.#service = service;
  }

  get ready(): ReadyReport {
    return this.#service.ready;
  }

  get shared(): Service['shared'] {
    return this.#service.shared;
  }

  get db(): Database {
    return this.#service.shared.database.db;
  }

  get catalog(): CatalogDeps {
    return { db: this.db, clock: this.shared.clock, panelWindowDays: 30 };
  }

  stop(): Promise<void> {
    return this.#service.stop();
  }

  /** Adds a tenant on the plan Biznes; default: call recording is on. */
  async tenant(name: string, numbers: readonly string[], recording = true): Promise<AddedTenant> {
    const now = this.shared.clock.now();
    const tenant = await addTenant(this.db, { name, plan: 'Biznes', numbers }, now);
    await setCallRecording(this.db, tenant.tenantId, { enabled: recording }, now);
    return tenant;
  }

  /** Places a call from 127.0.0.1 and waits for its end. */
  call(call: Omit<TestCall, 'sip' | 'clock'> & Partial<Pick<TestCall, 'sip'>>): Promise<TestCallOutcome> {
    const [host, port] = this.ready.sip!.replace(/^sip:/, '').split(':') as [string, string];
    return placeTestCall({ sip: { host, port: Number(port), transport: 'udp' }, clock: systemClock, ...call });
  }

  async calls(tenantId: TenantId, filter: CallFilter = {}): Promise<readonly ListedCall[]> {
    const { calls } = await listCalls(this.catalog, wholeTenant(tenantId), { ...filter, cursor: null, limit: 200 });
    return calls;
  }

  /** Waits until the recorder has reported, each 10 s, that it holds no calls: before, the day of a call is not closed. */
  async allArchived(): Promise<void> {
    await until('all calls are archived', async () => {
      const reports = await this.db.selectFrom('recorders').select('unarchived_since').execute();
      return reports.every(({ unarchived_since: since }) => since === null);
    });
  }

  /** Makes a worker run a job now, and waits until it has succeeded. */
  async runJob(name: string): Promise<void> {
    const succeededAt = async () => (await listJobRuns(this.db)).find((job) => job.name === name)!.succeededAt;
    const before = await succeededAt();
    await sql`SELECT pg_notify('fonoteka_jobs', ${name})`.execute(this.db);
    await until(`the job ${name} has succeeded`, async () => (await succeededAt()) !== before);
  }

  /** The value of a counter or gauge, summed over the series that have the given labels. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const metric = await this.#service.shared.metrics.getSingleMetric(name)!.get();
    const wanted = Object.entries(labels);
    const matching = metric.values.filter((value) => wanted.every(([label, is]) => value.labels[label] === is));
    return matching.reduce((sum, { value }) => sum + value, 0);
  }

  /** The MP3 of a recording. */
  async audio(tenantId: TenantId, { id }: Pick<ListedRecording, 'id'>): Promise<Buffer> {
    const recording = await openRecording(this.catalog, wholeTenant(tenantId), id);
    return buffer(await openAudio(this.#service.shared, recording!));
  }
}

/**
 * A running Fonoteka for the tests of a file or a `describe`. 127.0.0.1 is one of its PBXs. `settings` override the
 * defaults of the tests. Default: it logs nothing.
 */
export function runningFonoteka(
  settings: Partial<Config> = {},
  clock: Clock = systemClock,
  log: Logger = quietLog,
): { readonly current: RunningFonoteka } {
  const database = testDatabase();
  const data = mkdtempSync(join(tmpdir(), 'fonoteka-e2e-'));
  let running: RunningFonoteka | null = null;
  beforeAll(async () => {
    const config = { ...loadConfig({}), ...ON_ANY_PORTS, data, databaseUrl: database.url, ...settings };
    running = new RunningFonoteka(await startService({ config, clock, log }));
    await addSource(running.db, { name: 'Test PBX', addresses: ['127.0.0.1'] }, Date.now());
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(data, { recursive: true, force: true });
  });
  return {
    get current() {
      return running!;
    },
  };
}

const ON_ANY_PORTS = { httpPort: 0, sipPort: 0, ftpPort: 0, sftpPort: 0, rtpPorts: rtpPorts() };
