import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { formatEntryLine, type LogSigner, type SignedEntry } from './destruction-log.ts';
import { readDestructionLog } from './destruction-log-store.ts';

/*
 * An extract is what one tenant is given as proof: its entries of the destruction log. Between them are those of others, so they are
 * no chain; each has its own signature. The last line is signed too: it says how many there are, so none can be left out.
 */
const EXTRACT_FORMAT = 'fonoteka-destruction-extract-1';

const Head = z.strictObject({
  format: z.literal(EXTRACT_FORMAT),
  algorithm: z.literal('Ed25519'),
  publicKey: z.string(),
  tenantId: z.uuid(),
});

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const End = z.strictObject({
  end: z.strictObject({
    madeAt: z.iso.datetime(),
    entries: z.int().nonnegative(),
    entriesHash: Sha256,
    recordingsLeft: z.int().nonnegative(),
    signature: z.string().regex(/^[0-9a-f]{128}$/),
  }),
});

/** The end of an extract. */
export interface ExtractEnd {
  /** ISO 8601. */
  readonly madeAt: string;
  readonly entries: number;
  /** SHA-256 over the hashes of the entries, in hexadecimal, in their order. */
  readonly entriesHash: string;
  /** Recordings of the tenant that existed then. */
  readonly recordingsLeft: number;
}

export interface ExtractHead {
  readonly publicKey: string;
  readonly tenantId: string;
}

/** The lines of a tenant's extract, without line breaks. `at`: Unix ms. Throws `tenant-unknown`: of a mistyped id it would say that nothing is left. */
export async function* exportDestructionExtract(
  db: Database,
  signer: LogSigner,
  { tenantId, at }: { readonly tenantId: TenantId; readonly at: number },
): AsyncGenerator<string> {
  await requireTenantThatWas(db, tenantId);
  yield canonicalJson({ format: EXTRACT_FORMAT, algorithm: 'Ed25519', publicKey: signer.publicKey, tenantId });
  const recordingsLeft = await countLeft(db, tenantId);
  const digest = new ExtractDigest();
  for await (const page of readDestructionLog(db, tenantId)) {
    for (const entry of page) {
      digest.add(entry);
      yield formatEntryLine(entry);
    }
  }
  const end = { madeAt: new Date(at).toISOString(), ...digest.result(), recordingsLeft };
  yield canonicalJson({ end: { ...end, signature: signer.sign(hashOfEnd(tenantId, end)) } });
}

/** Counts entries and hashes their hashes. */
export class ExtractDigest {
  readonly #hash = createHash('sha256');
  #entries = 0;

  add({ hash }: Pick<SignedEntry, 'hash'>): void {
    this.#hash.update(hash);
    this.#entries += 1;
  }

  /** Once. */
  result(): Pick<ExtractEnd, 'entries' | 'entriesHash'> {
    return { entries: this.#entries, entriesHash: this.#hash.digest('hex') };
  }
}

/** What the end's signature is of. */
export function hashOfEnd(
  tenantId: string,
  { madeAt, entries, entriesHash, recordingsLeft }: ExtractEnd,
): SignedEntry['hash'] {
  const signed = { format: EXTRACT_FORMAT, tenantId, madeAt, entries, entriesHash, recordingsLeft };
  return createHash('sha256').update(canonicalJson(signed)).digest('hex');
}

/** Null: the line is not the first one of an extract. */
export function parseExtractHead(line: string): ExtractHead | null {
  return Head.safeParse(jsonOf(line)).data ?? null;
}

/** Null: the line is not the last one of an extract. */
export function parseExtractEnd(line: string): (ExtractEnd & Pick<SignedEntry, 'signature'>) | null {
  return End.safeParse(jsonOf(line)).data?.end ?? null;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Of a tenant that was never billed, and has left, only its logs are there. */
async function requireTenantThatWas(db: Database, tenantId: TenantId): Promise<void> {
  const { rows } = await sql<{ known: boolean }>`SELECT EXISTS (SELECT FROM tenants WHERE id = ${tenantId})
    OR EXISTS (SELECT FROM audit_chains WHERE chain = ${tenantId}) AS known`.execute(db);
  if (!rows[0]!.known) throw new AppError('tenant-unknown');
}

async function countLeft(db: Database, tenantId: TenantId): Promise<number> {
  const { left } = await db
    .selectFrom('recordings')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('tenant_id', '=', tenantId)
    .where('destroyed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return left;
}
