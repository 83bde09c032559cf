import { randomBytes } from 'node:crypto';
import { AppError } from '../base/errors.ts';
import type { SourceId } from '../base/ids.ts';
import { type KeyId, type KeyStore, readKeyId } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { sealSecret, unsealSecret } from '../platform/sealing.ts';
import { type DigestHashes, digestHashes } from '../wire/sip/index.ts';

/** The protection space of RFC 3261 §22.1. The stored hashes are of it, so it never changes. */
export const DIGEST_REALM = 'fonoteka';

/** What PBXs take as a user name, and no character that a header must escape. */
const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** 192 bits as 32 characters: nobody guesses it, and the forms of PBXs have room for it. */
const SECRET_BYTES = 24;

/** By what a source signs in over SIP. */
export interface SourceDigest {
  readonly user: string;
  /** Null: they cannot be opened now. */
  readonly hashes: DigestHashes | null;
}

/** A user name and its secret, which is not known any more after this. */
export interface NewSourceDigest {
  readonly user: string;
  readonly secret: string;
}

interface DigestDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
}

/** From now on the source signs in with a new secret, and no earlier one. Throws `source-user-invalid`, `source-user-taken`. */
export async function saveSourceDigest(
  { db, keys }: DigestDeps,
  id: SourceId,
  user: string,
  nowMs: number,
): Promise<NewSourceDigest> {
  if (!USER_NAME.test(user)) throw new AppError('source-user-invalid');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const hashes = Buffer.from(JSON.stringify(digestHashes(user, DIGEST_REALM, secret)));
  const sealed_hashes = sealSecret(await keys.getOrCreate(SEALING_KEY), hashes, ownerOf(id));
  const row = { user_name: user, sealed_hashes, created_at: new Date(nowMs) };
  await db
    .insertInto('source_digests')
    .values({ source_id: id, ...row })
    .onConflict((known) => known.column('source_id').doUpdateSet(row))
    .execute();
  return { user, secret };
}

export async function deleteSourceDigest(db: Database, id: SourceId): Promise<void> {
  await db.deleteFrom('source_digests').where('source_id', '=', id).execute();
}

export async function digestUsers(db: Database): Promise<ReadonlyMap<SourceId, string>> {
  const rows = await db.selectFrom('source_digests').select(['source_id', 'user_name']).execute();
  return new Map(rows.map(({ source_id, user_name }) => [source_id, user_name]));
}

/** All, opened where the key store gives the key. */
export async function openSourceDigests(
  db: Database,
  keys: Pick<KeyStore, 'get'> | null,
): Promise<ReadonlyMap<SourceId, SourceDigest>> {
  const rows = await db.selectFrom('source_digests').selectAll().execute();
  const key = rows.length === 0 ? null : await keys?.get(SEALING_KEY).catch(() => null);
  return new Map(
    rows.map(({ source_id, user_name, sealed_hashes }) => {
      const opened = key ? unsealSecret(key, sealed_hashes, ownerOf(source_id)) : null;
      const hashes = opened === null ? null : (JSON.parse(opened.toString()) as DigestHashes);
      return [source_id, { user: user_name, hashes }];
    }),
  );
}

const SEALING_KEY = sealingKey();

function sealingKey(): KeyId {
  const id = readKeyId('sources/digest');
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}

function ownerOf(id: SourceId): string {
  return `source digest ${id}`;
}
