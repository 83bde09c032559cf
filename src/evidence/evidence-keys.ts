import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { type EvidenceKeyId, newId } from '../base/ids.ts';
import type { KeyId, KeyStore } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';

/** The bytes before the seed in the PKCS #8 form of an Ed25519 private key (RFC 8410 §7). */
const PKCS8_BEFORE_SEED = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEYS_LOCK = 'fonoteka evidence keys';

/** A key that signs evidence packs, or has. Instants are Unix ms. */
export interface EvidenceKey {
  readonly id: string;
  /** Base64 of SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** SHA-256 of its bytes, hexadecimal: what people compare. */
  readonly fingerprint: string;
  readonly madeAt: number;
  /** Null: it is in use. */
  readonly replacedAt: number | null;
}

export interface EvidenceSigner extends EvidenceKey {
  /** Ed25519 (RFC 8032). */
  sign(bytes: Buffer): Buffer;
}

interface KeyDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get' | 'getOrCreate' | 'delete'>;
}

/** The key in use; the first one is made when it is first needed. Throws `evidence-key-missing` if the key store has lost it. */
export async function evidenceSigner({ db, keys }: KeyDeps, now: number): Promise<EvidenceSigner> {
  const known = await keyInUse(db);
  if (known !== undefined) return signerOf(known, await keys.get(nameOf(known.id)));
  return db.transaction().execute(async (transaction) => {
    await lockKeys(transaction);
    const made = (await keyInUse(transaction)) ?? (await makeKey({ db: transaction, keys }, now));
    return signerOf(made, await keys.get(nameOf(made.id)));
  });
}

/** Replaces the key in use: packs made from now on are signed by another one. Nobody can sign by the old one any more. */
export async function replaceEvidenceKey({ db, keys }: KeyDeps, now: number): Promise<EvidenceKey> {
  const { old, made } = await db.transaction().execute(async (transaction) => {
    await lockKeys(transaction);
    const old = await keyInUse(transaction);
    await transaction
      .updateTable('evidence_keys')
      .set({ replaced_at: new Date(now) })
      .where('replaced_at', 'is', null)
      .execute();
    return { old, made: await makeKey({ db: transaction, keys }, now) };
  });
  if (old !== undefined) await keys.delete(nameOf(old.id));
  return keyOf(made);
}

/** All public keys, the newest first: packs of before are signed by those that were replaced. */
export async function listEvidenceKeys(db: Database): Promise<EvidenceKey[]> {
  const rows = await db.selectFrom('evidence_keys').selectAll().orderBy('made_at', 'desc').orderBy('id').execute();
  return rows.map(keyOf);
}

type KeyRow = Awaited<ReturnType<typeof keyInUse>> & {};

function keyInUse(db: Database) {
  return db.selectFrom('evidence_keys').selectAll().where('replaced_at', 'is', null).executeTakeFirst();
}

async function lockKeys(transaction: Database): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${KEYS_LOCK}, 0))`.execute(transaction);
}

/** The seed is in the key store before the row is committed; one without a row is never used. */
async function makeKey({ db, keys }: Pick<KeyDeps, 'db' | 'keys'>, now: number): Promise<KeyRow> {
  const id = newId<EvidenceKeyId>(now);
  const seed = await keys.getOrCreate(nameOf(id));
  const publicKey = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).toString('base64');
  return db
    .insertInto('evidence_keys')
    .values({ id, public_key: publicKey, made_at: new Date(now), replaced_at: null })
    .returningAll()
    .executeTakeFirstOrThrow();
}

function signerOf(row: KeyRow, seed: Buffer | null): EvidenceSigner {
  if (seed === null) throw new AppError('evidence-key-missing');
  const key = privateKey(seed);
  return { ...keyOf(row), sign: (bytes) => sign(null, bytes, key) };
}

function privateKey(seed: Buffer) {
  return createPrivateKey({ key: Buffer.concat([PKCS8_BEFORE_SEED, seed]), format: 'der', type: 'pkcs8' });
}

function keyOf(row: KeyRow): EvidenceKey {
  return {
    id: row.id,
    publicKey: row.public_key,
    fingerprint: createHash('sha256').update(Buffer.from(row.public_key, 'base64')).digest('hex'),
    madeAt: row.made_at.getTime(),
    replacedAt: row.replaced_at?.getTime() ?? null,
  };
}

function nameOf(id: string): KeyId {
  return `signing/evidence-${id}` as KeyId;
}
