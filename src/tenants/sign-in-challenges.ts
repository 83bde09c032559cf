import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { clientNetwork } from '../base/client-address.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';

/** Time enough to find the telephone, and for the provider's own second factor. */
export const CHALLENGE_LIFE_MS = 10 * 60 * 1000;
/** Some 5 MB. Anybody can begin a sign-in: of more of them the oldest of the clients with the most are forgotten. */
const MAX_CHALLENGES = 10_000;
/** Of one address: a large office behind it signs in within ten minutes. Its oldest ones are forgotten. */
const MAX_OF_CLIENT = 1_000;
/** 256 bits: cannot be guessed. */
const TOKEN_BYTES = 32;

interface NewChallenge {
  /** What it is for: it is accepted for nothing else. */
  readonly kind: string;
  readonly data: object;
  /** Of the browser. */
  readonly address: string;
  readonly now: number;
}

/** Begins a sign-in, or another exchange with a browser. Returns its token, of which the database has only the hash. */
export async function beginChallenge(db: Database, { kind, data, address, now }: NewChallenge): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expires_at = new Date(now + CHALLENGE_LIFE_MS);
  const client = clientNetwork(address);
  await inTransaction(db, async (transaction) => {
    await transaction.deleteFrom('sign_in_challenges').where('expires_at', '<=', new Date(now)).execute();
    await makeRoom(transaction, client);
    await transaction
      .insertInto('sign_in_challenges')
      .values({ token_hash: hashOf(token), kind, data: JSON.stringify(data), expires_at, client })
      .execute();
  });
  return token;
}

/** For one challenge of a client. Those of a client that has few stay, whatever others do. */
async function makeRoom(transaction: Database, client: string): Promise<void> {
  const ofClient = sql`
    SELECT token_hash FROM sign_in_challenges WHERE client = ${client}
    ORDER BY expires_at DESC OFFSET ${sql.lit(MAX_OF_CLIENT - 1)}`;
  await sql`DELETE FROM sign_in_challenges WHERE token_hash IN (${ofClient})`.execute(transaction);
  const { count } = await transaction
    .selectFrom('sign_in_challenges')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count < MAX_CHALLENGES) return;
  const beyond = sql`
    SELECT token_hash FROM (
      SELECT token_hash, expires_at, row_number() OVER (PARTITION BY client ORDER BY expires_at DESC) AS place
      FROM sign_in_challenges) AS ranked
    ORDER BY place, expires_at DESC OFFSET ${sql.lit(MAX_CHALLENGES - 1)}`;
  await sql`DELETE FROM sign_in_challenges WHERE token_hash IN (${beyond})`.execute(transaction);
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
