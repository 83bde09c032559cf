import { createHash, randomInt } from 'node:crypto';
import type { UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { hasOwnFactor, OWN_FACTOR_COLUMNS } from './own-factors.ts';

const RECOVERY_CODES = 10;
/** 10 of 31 characters are 49 bits: with the throttle of sign-ins they cannot be guessed. */
const RECOVERY_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const RECOVERY_CHARS = 10;

/**
 * Makes the codes that are accepted instead of any second factor, each once. They are shown only now. Null: the user has some,
 * and they are not to be replaced.
 */
export async function makeRecoveryCodes(
  transaction: Database,
  id: UserId,
  { replace }: { readonly replace: boolean },
): Promise<string[] | null> {
  if (!replace && (await countRecoveryCodes(transaction, id)) > 0) return null;
  await transaction.deleteFrom('user_recovery_codes').where('user_id', '=', id).execute();
  const codes = Array.from({ length: RECOVERY_CODES }, recoveryCode);
  await transaction
    .insertInto('user_recovery_codes')
    .values(codes.map((each) => ({ user_id: id, code_hash: hashOf(id, each) })))
    .execute();
  return codes;
}

/** Accepts a code once. */
export async function useRecoveryCode(db: Database, id: UserId, code: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('user_recovery_codes')
    .where('user_id', '=', id)
    .where('code_hash', '=', hashOf(id, code))
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** If the user has no second factor any more. */
export async function forgetUnusedRecoveryCodes(transaction: Database, id: UserId): Promise<void> {
  const row = await transaction
    .selectFrom('users')
    .where('users.id', '=', id)
    .select(OWN_FACTOR_COLUMNS)
    .executeTakeFirst();
  if (row !== undefined && hasOwnFactor(row)) return;
  await transaction.deleteFrom('user_recovery_codes').where('user_id', '=', id).execute();
}

export async function countRecoveryCodes(db: Database, id: UserId): Promise<number> {
  return (await db.selectFrom('user_recovery_codes').where('user_id', '=', id).select('code_hash').execute()).length;
}

function recoveryCode(): string {
  const chars = Array.from({ length: RECOVERY_CHARS }, () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)]);
  return `${chars.slice(0, RECOVERY_CHARS / 2).join('')}-${chars.slice(RECOVERY_CHARS / 2).join('')}`;
}

/** However it is typed: with or without the hyphen, in capitals. */
function hashOf(id: UserId, code: string): Buffer {
  return createHash('sha256')
    .update(`${id} ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
    .digest();
}
