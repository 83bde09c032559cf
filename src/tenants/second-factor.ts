import { Secret, TOTP } from 'otpauth';
import { AppError } from '../base/errors.ts';
import type { UserId } from '../base/ids.ts';
import { type KeyId, type KeyStore, readKeyId } from '../platform/key-store.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { sealSecret, unsealSecret } from '../platform/sealing.ts';
import { hasOwnFactor, OWN_FACTOR_COLUMNS } from './own-factors.ts';
import { countRecoveryCodes, forgetUnusedRecoveryCodes, makeRecoveryCodes, useRecoveryCode } from './recovery-codes.ts';

/** What the usual authenticator apps can do: some ignore any other values. */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** RFC 4226 §4: "the length of the shared secret MUST be at least 128 bits", and 160 are recommended. */
const SECRET_BYTES = 20;
/** Steps of 30 s by which the person's clock may differ, and while the code is typed (RFC 6238 §5.2: at most one). */
const WINDOW = 1;

const SEALING_KEY = sealingKey();

interface SecondFactorDeps {
  readonly db: Database;
  readonly keys: KeyStore;
}

interface Owner {
  readonly id: UserId;
  readonly login: string;
}

/** For the authenticator app: as text, and as the address that a QR code contains. */
export interface TotpEnrolment {
  readonly secret: string;
  readonly uri: string;
}

/** Makes a secret and stores it sealed. It is asked for at sign-in once `confirmTotp` has accepted a code of it. Throws `totp-already-on`. */
export async function beginTotp(
  { db, keys }: SecondFactorDeps,
  { id, login, issuer }: Owner & { readonly issuer: string },
  now: number,
): Promise<TotpEnrolment> {
  const secret = new Secret({ size: SECRET_BYTES });
  const sealed = sealSecret(await keys.getOrCreate(SEALING_KEY), Buffer.from(secret.bytes), ownerOf(id));
  const row = { sealed_secret: sealed, created_at: new Date(now), last_step: 0 };
  const stored = await db
    .insertInto('user_totp')
    .values({ ...row, user_id: id })
    .onConflict((known) => known.column('user_id').doUpdateSet(row).where('user_totp.confirmed_at', 'is', null))
    .executeTakeFirst();
  if (stored.numInsertedOrUpdatedRows !== 1n) throw new AppError('totp-already-on');
  const totp = new TOTP({ ...PARAMETERS, secret, issuer, label: login });
  return { secret: secret.base32, uri: totp.toString() };
}

/** Turns the second factor on and returns its recovery codes, which are shown only once. Throws `code-wrong`, `totp-already-on`. */
export function confirmTotp({ db, keys }: SecondFactorDeps, id: UserId, code: string, now: number): Promise<string[]> {
  return inTransaction(db, async (transaction) => {
    const row = await lockedTotp(transaction, id);
    if (row?.confirmed_at) throw new AppError('totp-already-on');
    if (row === undefined || !(await acceptCode({ db: transaction, keys }, row, code, now)))
      throw new AppError('code-wrong');
    await transaction
      .updateTable('user_totp')
      .set({ confirmed_at: new Date(now) })
      .where('user_id', '=', id)
      .execute();
    return (await makeRecoveryCodes(transaction, id, { replace: true }))!;
  });
}

/** Turns one-time codes off. False: they were off. */
export function removeTotp(db: Database, id: UserId): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const { numDeletedRows } = await transaction.deleteFrom('user_totp').where('user_id', '=', id).executeTakeFirst();
    await forgetUnusedRecoveryCodes(transaction, id);
    return numDeletedRows > 0n;
  });
}

export interface SecondFactor {
  /** Whether there is any: sign-ins by password need it. */
  readonly on: boolean;
  /** One-time codes of an authenticator app. */
  readonly totp: boolean;
  readonly passkeys: number;
  readonly recoveryCodesLeft: number;
}

/** Which second factors of their own a user has. */
export async function secondFactorOf(db: Database, id: UserId): Promise<SecondFactor> {
  const row = await db.selectFrom('users').where('users.id', '=', id).select(OWN_FACTOR_COLUMNS).executeTakeFirst();
  if (row === undefined) return { on: false, totp: false, passkeys: 0, recoveryCodesLeft: 0 };
  const on = hasOwnFactor(row);
  return {
    on,
    totp: row.has_totp,
    passkeys: row.passkeys,
    recoveryCodesLeft: on ? await countRecoveryCodes(db, id) : 0,
  };
}

/**
 * Accepts a code of the app or a recovery code, each once: the step of a code that was accepted is stored, and neither it
 * nor an earlier one is accepted again.
 */
export function useCode({ db, keys }: SecondFactorDeps, id: UserId, code: string, now: number): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const row = await lockedTotp(transaction, id);
    if (!/^\d+$/.test(code)) return useRecoveryCode(transaction, id, code);
    return row?.confirmed_at ? acceptCode({ db: transaction, keys }, row, code, now) : false;
  });
}

interface TotpRow {
  readonly user_id: UserId;
  readonly sealed_secret: Buffer;
  readonly last_step: number;
}

/** RFC 6238 §5.2: "The verifier MUST NOT accept the second attempt of the OTP after the successful validation". */
async function acceptCode({ db, keys }: SecondFactorDeps, row: TotpRow, code: string, now: number): Promise<boolean> {
  const key = await keys.get(SEALING_KEY);
  const bytes = key === null ? null : unsealSecret(key, row.sealed_secret, ownerOf(row.user_id));
  if (bytes === null) throw new AppError('totp-key-missing');
  const totp = new TOTP({ ...PARAMETERS, secret: new Secret({ buffer: new Uint8Array(bytes).buffer }) });
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW });
  const step = delta === null ? 0 : Math.floor(now / 1000 / PARAMETERS.period) + delta;
  if (step <= row.last_step) return false;
  await db.updateTable('user_totp').set({ last_step: step }).where('user_id', '=', row.user_id).execute();
  return true;
}

/** Locked: of two sign-ins with one code at once, one is refused. */
function lockedTotp(transaction: Database, id: UserId) {
  return transaction
    .selectFrom('user_totp')
    .where('user_id', '=', id)
    .select(['user_id', 'sealed_secret', 'confirmed_at', 'last_step'])
    .forUpdate()
    .executeTakeFirst();
}

function ownerOf(id: UserId): string {
  return `totp ${id}`;
}

function sealingKey(): KeyId {
  const id = readKeyId('sealing/second-factors');
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}
