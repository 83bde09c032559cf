import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // By which customers' programs recognise this server over SFTP: the same for all processes and machines.
  // type: `ssh-ed25519`, `ssh-rsa`. public_key: a line as in authorized_keys. sealed_private_key: sealed by a key of the key store.
  `CREATE TABLE sftp_host_keys (
    type text PRIMARY KEY,
    public_key text NOT NULL,
    sealed_private_key bytea NOT NULL,
    made_at timestamptz NOT NULL
  )`,
];
