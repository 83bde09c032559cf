import { createHash, randomBytes } from 'node:crypto';
import { type Database, inTransaction } from '../platform/postgres/index.ts';

/** Time enough to find the telephone, and for the provider's own second factor. */
export const CHALLENGE_LIFE_MS = 10 * 60 * 1000;
/** Some 5 MB. Anybody can begin a sign-in: of more of them the oldest are forgotten. */
const MAX_CHALLENGES = 10_000;
/** 256 bits: cannot be guessed. */
const TOKEN_BYTES = 32;

interface NewChallenge {
  /** What it is for: it is accepted for nothing else. */
  readonly kind: string;
  readonly data: object;
  readonly now: number;
}

/** Begins a sign-in, or another exchange with a browser. Returns its token, of which the database has only the hash. */
export async function beginChallenge(db: Database, { kind, data, now }: NewChallenge): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expires_at = new Date(now + CHALLENGE_LIFE_MS);
  await inTransaction(db, async (transaction) => {
    await transaction.deleteFrom('sign_in_challenges').where('expires_at', '<=', new Date(now)).execute();
    const oldest = transaction
      .selectFrom('sign_in_challenges')
      .select('token_hash')
      .orderBy('expires_at', 'desc')
      .offset(MAX_CHALLENGES - 1);
    await transaction.deleteFrom('sign_in_challenges').where('token_hash', 'in', oldest).execute();
    await transaction
      .insertInto('sign_in_challenges')
      .values({ token_hash: hashOf(token), kind, data: JSON.stringify(data), expires_at })
      .execute();
  });
  return token;
}

/** What a challenge was begun with. It can be taken once; null: there is none, it has expired, or it was taken. */
export async function takeChallenge<Data>(
  db: Database,
  { kind, token, now }: { readonly kind: string; readonly token: string; readonly now: number },
): Promise<Data | null> {
  const taken = await db
    .deleteFrom('sign_in_challenges')
    .where('token_hash', '=', hashOf(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', new Date(now))
    .returning('data')
    .executeTakeFirst();
  return taken === undefined ? null : (taken.data as Data);
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
