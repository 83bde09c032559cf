import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, open, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { encryptFile } from '../../src/platform/sealed-content/index.ts';
import { newDataKey, wrapDataKey } from '../../src/archive/data-key.ts';
import { newId, type CallId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import type { KeyId, KeyStore } from '../../src/platform/key-store.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { addTenant, type Credentials } from '../../src/tenants/index.ts';

const MB = 1_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** So many rows in a statement. */
const BATCH = 1_000;
/** Of the listed day's files, which nobody fetches. */
const LISTED_BYTES = 240_000;

/** Sizes of what is fetched. */
export interface Sizes {
  readonly bigMb: number;
  readonly files: number;
  readonly fileKb: number;
  readonly listed: number;
}

/** Folders and files, from the tree's root. */
export interface Contents {
  readonly big: string;
  readonly smallFolder: string;
  readonly small: readonly string[];
  readonly listedFolder: string;
}

interface File {
  readonly name: string;
  readonly startedAt: number;
  readonly sizeBytes: number;
  /** Null: there is no object. */
  readonly bytes: Buffer | null;
}

/** Days of calls in the last week, so that nothing is expired: one of one call, of short ones, of very many. */
export class BenchFiles {
  readonly contents: Contents;
  readonly #sizes: Sizes;
  readonly #days: readonly { readonly day: string; readonly files: readonly File[] }[];

  constructor(sizes: Sizes, now: number) {
    this.#sizes = sizes;
    const noon = (daysAgo: number): number => Date.parse(`${warsawDay(now - daysAgo * DAY_MS)}T06:00:00Z`);
    const [big, small, listed] = [noon(4), noon(3), noon(2)];
    const short = randomBytes(sizes.fileKb * 1000);
    this.#days = [
      dayOf(big, 1, () => ({ sizeBytes: sizes.bigMb * MB, bytes: null })),
      dayOf(small, sizes.files, () => ({ sizeBytes: short.length, bytes: short })),
      dayOf(listed, sizes.listed, () => ({ sizeBytes: LISTED_BYTES, bytes: null })),
    ];
    const folder = (index: number): string => this.#days[index]!.day.replaceAll('-', '/');
    this.contents = {
      big: `${folder(0)}/${this.#days[0]!.files[0]!.name}`,
      smallFolder: folder(1),
      small: this.#days[1]!.files.map(({ name }) => name),
      listedFolder: folder(2),
    };
  }

  /** The files as they are, for the peers. */
  async writePlain(root: string): Promise<void> {
    for (const { day, files } of this.#days) {
      const folder = join(root, day.replaceAll('-', '/'));
      mkdirSync(folder, { recursive: true });
      for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes ?? '');
      for (const { name, bytes, sizeBytes } of files) if (bytes === null) await truncate(join(folder, name), sizeBytes);
    }
    await writeRandom(join(root, this.contents.big), this.#sizes.bigMb);
  }

  /** A tenant whose catalog and store have them, encrypted or, as those of the first releases, not. */
  async addTenantWithAll(
    deps: BenchStore,
    plain: string,
    { encrypted }: { readonly encrypted: boolean },
  ): Promise<BenchTenant> {
    const tenant = await addBenchTenant(deps.db);
    for (const day of this.#days) await store(deps, tenant.tenantId, { ...day, plain, encrypted });
    return tenant;
  }

  /** A tenant that has some of the short ones. */
  async addTenantWithSmall(deps: BenchStore, plain: string, count: number): Promise<BenchTenant> {
    const tenant = await addBenchTenant(deps.db);
    const { day, files } = this.#days[1]!;
    await store(deps, tenant.tenantId, { day, files: files.slice(0, count), plain, encrypted: true });
    return tenant;
  }
}

export interface BenchStore {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
  /** Of the objects. */
  readonly folder: string;
}

export interface BenchTenant {
  readonly tenantId: TenantId;
  readonly ftp: Credentials;
}

let tenants = 0;

async function addBenchTenant(db: Database): Promise<BenchTenant> {
  tenants += 1;
  const number = `48221${String(tenants).padStart(6, '0')}`;
  return addTenant(db, { name: `Bench ${tenants}`, plan: 'Biznes', numbers: [number] }, Date.now());
}

function dayOf(startsAt: number, count: number, content: () => Pick<File, 'sizeBytes' | 'bytes'>) {
  const day = warsawDay(startsAt);
  const files = Array.from({ length: count }, (_, index) => {
    const startedAt = startsAt + index * 500;
    const time = new Date(startedAt).toISOString().slice(11, 19).replaceAll(':', '-');
    return { name: `${day}_${time}_in_48512345678_48221234567_${index + 2}.mp3`, startedAt, ...content() };
  });
  return { day, files };
}

async function writeRandom(path: string, megabytes: number): Promise<void> {
  const file = await open(path, 'w');
  const block = randomBytes(MB);
  for (let written = 0; written < megabytes; written++) await file.write(block);
  await file.close();
}

interface StoredDay {
  readonly day: string;
  readonly files: readonly File[];
  readonly plain: string;
  readonly encrypted: boolean;
}

async function store(deps: BenchStore, tenantId: TenantId, { day, files, plain, encrypted }: StoredDay): Promise<void> {
  const expires = warsawDay(Date.parse(`${day}T12:00:00Z`) + 30 * DAY_MS);
  const keyId = `${expires}/${tenantId}_${day}` as KeyId;
  const wrapping = await deps.keys.getOrCreate(keyId);
  for (let first = 0; first < files.length; first += BATCH) {
    const rows = [];
    for (const file of files.slice(first, first + BATCH)) {
      const id = newId<RecordingId>(file.startedAt);
      const objectKey = `${tenantId}/bench/${id}.mp3`;
      const dataKey = newDataKey();
      const path = join(plain, day.replaceAll('-', '/'), file.name);
      const hasObject = file.bytes !== null || files.length === 1;
      if (hasObject)
        await putObject(join(deps.folder, objectKey), path, encrypted ? { dataKey, recordingId: id } : null);
      rows.push({
        id,
        callId: newId<CallId>(file.startedAt),
        objectKey,
        file,
        sha256: createHash('sha256')
          .update(file.bytes ?? id)
          .digest(),
        wrapped: encrypted ? wrapDataKey(wrapping, dataKey, id) : null,
      });
    }
    await insert(deps.db, tenantId, { day, keyId: encrypted ? keyId : null, rows });
  }
  // As the database does by itself soon, which must not be counted.
  await sql`VACUUM ANALYZE`.execute(deps.db);
}

async function putObject(to: string, path: string, secret: Parameters<typeof encryptFile>[1] | null): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const plaintext = createReadStream(path);
  if (secret === null) await writeFile(to, plaintext);
  else await encryptFile({ plaintext, sizeBytes: (await stat(path)).size, to }, secret);
}

interface InsertedRow {
  readonly id: RecordingId;
  readonly callId: CallId;
  readonly objectKey: string;
  readonly file: File;
  readonly sha256: Buffer;
  readonly wrapped: Buffer | null;
}

async function insert(
  db: Database,
  tenantId: TenantId,
  { day, keyId, rows }: { readonly day: string; readonly keyId: KeyId | null; readonly rows: readonly InsertedRow[] },
): Promise<void> {
  const column = <T>(of: (row: InsertedRow) => T): T[] => rows.map((row) => of(row));
  await sql`
    INSERT INTO calls (id, tenant_id, started_at, direction, caller, callee)
    SELECT call_id, ${tenantId}, started_at, 'inbound', '+48512345678', '+48221234567'
    FROM unnest(${column((row) => row.callId)}::uuid[], ${column((row) => new Date(row.file.startedAt))}::timestamptz[])
      AS made (call_id, started_at)`.execute(db);
  await sql`
    INSERT INTO recordings (id, tenant_id, call_id, started_at, warsaw_day, file_name, object_key, size_bytes, duration_ms,
      sha256, waveform, stored_at, key_id, wrapped_key)
    SELECT id, ${tenantId}, call_id, started_at, ${day}, name, object_key, size_bytes, 60000, sha256, '{}', started_at, ${keyId}, wrapped
    FROM unnest(${column((row) => row.id)}::uuid[], ${column((row) => row.callId)}::uuid[],
      ${column((row) => new Date(row.file.startedAt))}::timestamptz[], ${column((row) => row.file.name)}::text[],
      ${column((row) => row.objectKey)}::text[], ${column((row) => row.file.sizeBytes)}::bigint[],
      ${column((row) => row.sha256)}::bytea[], ${column((row) => row.wrapped)}::bytea[])
      AS made (id, call_id, started_at, name, object_key, size_bytes, sha256, wrapped)`.execute(db);
}
