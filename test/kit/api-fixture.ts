import { reportReadFailures } from '../../src/archive/index.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Api, type ApiDeps, createApi, type ReadinessChecks } from '../../src/api/index.ts';
import { AuditLog } from '../../src/audit/index.ts';
import { type CallId, newId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import { catalogSignIns } from '../../src/file-access/index.ts';
import { Uploads } from '../../src/intake/index.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { LiveHub, LiveListeners } from '../../src/live/index.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { recordingFileName } from '../../src/recording/index.ts';
import {
  addTenant,
  addUser,
  CachedDirectory,
  OpenAccess,
  type Right,
  Sessions,
  type UserRole,
} from '../../src/tenants/index.ts';
export { signIn } from './api-session.ts';
import { DEFAULT_PERIODS } from './default-periods.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { createAddressGuard } from '../../src/platform/push-target/index.ts';
import { MemoryPushTarget } from './memory-push-target.ts';
import { quietLog } from './quiet-log.ts';
import { callDescription } from './spooled-call.ts';
import { storeMp3 } from './store-mp3.ts';

/** The API on a port of 127.0.0.1, with a real database. Recordings are in memory. */
export interface ApiFixture {
  readonly api: Api;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly db: Database;
  readonly clock: ManualClock;
  readonly objects: MemoryObjectStore;
  readonly keys: MemoryKeyStore;
  readonly audit: AuditLog;
  readonly access: OpenAccess;
  /** The checks that `/readyz` reports. A test may change them. */
  readonly checks: Record<string, ReadinessChecks[string]>;
  /** Everything that was logged: lines of JSON. */
  readonly log: string[];
  close(): Promise<void>;
}

/** Nothing listens there. */
const NOWHERE = 'postgres://nobody@127.0.0.1:1/none';

/** `port`: 0 lets the system choose. */
interface FixtureSettings
  extends Partial<
    Pick<
      ApiDeps,
      | 'trustedProxies'
      | 'publicMetrics'
      | 'maxRequestsPerMinute'
      | 'maxKeyRequestsPerMinute'
      | 'connectionLimits'
      | 'pushTarget'
      | 'pushNetworks'
      | 'keepUndeliveredMaxDays'
      | 'staffOidc'
      | 'timeStampUrl'
      | 'fileSignIns'
      | 'zipLimits'
    >
  > {
  readonly port?: number;
  /** The database, to be notified of live calls; default: nobody is. */
  readonly listenUrl?: string;
  /** The address to listen on; it is reached at 127.0.0.1. */
  readonly host?: string;
  /** The time of its clock. */
  readonly start?: number;
  /** The panel's address for people; default: where the API listens. */
  readonly panelUrl?: string;
  /** The largest upload. */
  readonly maxAudioBytes?: number;
}

export async function startApi(
  db: Database,
  {
    port = 0,
    host = '127.0.0.1',
    maxAudioBytes = 100_000,
    start,
    panelUrl,
    pushNetworks = [],
    listenUrl = NOWHERE,
    ...settings
  }: FixtureSettings = {},
): Promise<ApiFixture> {
  const panelFolder = writePanel();
  const clock = new ManualClock(start);
  let origin = '';
  const objects = new MemoryObjectStore();
  const keys = new MemoryKeyStore();
  const audit = new AuditLog(db, clock);
  const access = new OpenAccess({ clock, log: quietLog });
  const metrics = createMetrics();
  const directory = new CachedDirectory({ db, clock, log: quietLog });
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-uploads-'));
  const uploads = new Uploads({
    directory,
    encoding: noEncoding,
    folder,
    objects,
    keys,
    db,
    clock,
    metrics,
    maxAudioBytes,
  });
  const checks: Record<string, ReadinessChecks[string]> = { database: { ok: true } };
  const log: string[] = [];
  const logger = createLogger('info', { write: (line) => void log.push(line) });
  const catalog = { db, clock, panelWindowDays: 30 };
  const signIns = catalogSignIns({
    db,
    catalog,
    objects,
    keys,
    audit,
    clock,
    access,
    log: logger,
    metrics,
    ftpTls: 'optional',
    sessionsPerTenant: 50,
  });
  const live = new LiveHub({ db, listenUrl, limit: 500, clock, log: quietLog });
  const listeners = new LiveListeners({ db, keys, listenUrl, clock, log: quietLog });
  const api = await createApi({
    db,
    reads: db,
    onReadFailure: reportReadFailures(logger, metrics),
    directory,
    uploads,
    lastRecords: { note: () => {} },
    sessions: new Sessions(db, clock),
    periods: DEFAULT_PERIODS,
    panelWindowDays: 30,
    traceHours: 24,
    refusedUploadHours: 24,
    objects,
    keys,
    audit,
    fileSignIns: signIns.signIns,
    unencryptedFiles: true,
    access,
    live,
    listeners,
    clock,
    log: logger,
    metrics,
    readiness: async () => checks,
    panelFolder,
    fileDoors: async () => ({
      ftpsPort: null,
      sftpPort: null,
      webdavUrl: 'https://panel.operator.example/dav/',
      ftpTlsOfOperator: 'optional',
      hostKeys: [],
    }),
    ftpAddress: () => ({ address: '203.0.113.5', port: 2121 }),
    cancellationAddress: 'rezygnacje@operator.example',
    pushTarget: new MemoryPushTarget(),
    pushNetworks,
    oidc: { guard: createAddressGuard({ allowed: pushNetworks }), unencrypted: pushNetworks, clock },
    staffOidc: null,
    timeStampUrl: null,
    panelUrl: () => panelUrl ?? origin,
    keepUndeliveredMaxDays: 0,
    trustedProxies: [],
    publicMetrics: true,
    ...settings,
  });
  const close = async (): Promise<void> => {
    const closed = api.close();
    // The fixture's clock does not run, so without this, closing would wait for connections without a request.
    clock.advance(60_000);
    await closed;
    await signIns.close();
    for (const made of [panelFolder, folder]) rmSync(made, { recursive: true });
  };
  const at = await listening(api.listen({ host, port }), close);
  origin = `http://127.0.0.1:${at.port}`;
  return { api, origin, db, clock, objects, keys, audit, access, checks, log, close };
}

function noEncoding(): never {
  throw new Error('nothing is encoded here');
}

async function listening<T>(listen: Promise<T>, close: () => Promise<void>): Promise<T> {
  try {
    return await listen;
  } catch (error) {
    await close();
    throw error;
  }
}

/** A folder with the files of a built panel. */
function writePanel(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-panel-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>panel</title>');
  const script = join(folder, 'assets', 'index-B1a2c3.js');
  writeFileSync(script, 'export {};');
  writeFileSync(`${script}.br`, brotliCompressSync('export {};'));
  writeFileSync(`${script}.gz`, gzipSync('export {};'));
  writeFileSync(join(folder, 'share.html'), '<!doctype html><title>recording</title>');
  return folder;
}

/** A tenant with one recording, of a call between extension 101 and an outside number. */
export async function addTenantWithRecording(fixture: ApiFixture, name: string, number: string) {
  const { tenantId, panel } = await addTenant(
    fixture.db,
    { name, plan: 'Biznes', numbers: [number] },
    fixture.clock.now(),
  );
  return { tenantId, admin: panel, recording: await addRecording(fixture, tenantId) };
}

export interface RecordingSeed {
  readonly startedAt?: number;
  readonly extensions?: readonly string[];
  readonly bytes?: Buffer;
}

/** Adds the rows and the object of a recorded call. */
export async function addRecording(
  fixture: ApiFixture,
  tenantId: TenantId,
  { startedAt, extensions = ['101'], bytes = Buffer.from('MP3 of a call') }: RecordingSeed = {},
): Promise<{ id: RecordingId; callId: CallId; fileName: string; bytes: Buffer }> {
  const call = callDescription({
    recordingId: newId<RecordingId>(fixture.clock.now()),
    tenantId,
    startedAt: startedAt ?? fixture.clock.now() - 60_000,
    direction: 'inbound',
    caller: '+48512345678',
    callee: '+48221234567',
    extensions,
  });
  await storeMp3(fixture, call, bytes);
  return { id: call.recordingId, callId: call.callId, fileName: recordingFileName(call), bytes };
}

/** Adds a user with a role; returns its credentials. */
export function addUserOf(
  { db, clock }: ApiFixture,
  tenantId: TenantId | null,
  role: UserRole,
  rights: { extensions?: readonly string[]; given?: readonly Right[]; taken?: readonly Right[] } = {},
) {
  return addUser(db, { tenantId, name: role, role, ...rights }, clock.now());
}
