import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Where a person's own mails go, and by what a company account is recognized. Users of one tenant have different ones.
  `ALTER TABLE users ADD COLUMN email text`,
  `CREATE UNIQUE INDEX users_email ON users (tenant_id, email) NULLS NOT DISTINCT WHERE email IS NOT NULL`,

  // The OpenID Connect provider of a tenant's own accounts.
  `CREATE TABLE oidc_providers (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    company text NOT NULL UNIQUE,
    issuer text NOT NULL,
    client_id text NOT NULL,
    sealed_secret bytea,
    email_domains text[] NOT NULL,
    link_by_email boolean NOT NULL,
    add_users boolean NOT NULL,
    only_oidc boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    CHECK (cardinality(email_domains) > 0 OR NOT (link_by_email OR add_users))
  )`,

  // Which account a person at a provider has. In a tenant, or in the operator's staff, one person has one account.
  `CREATE TABLE oidc_identities (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    tenant_id uuid REFERENCES tenants ON DELETE CASCADE,
    issuer text NOT NULL,
    subject text NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, issuer),
    UNIQUE NULLS NOT DISTINCT (tenant_id, issuer, subject)
  )`,

  // Sign-ins under way. The token of each is only in the browser.
  `CREATE TABLE sign_in_challenges (
    token_hash bytea PRIMARY KEY,
    kind text NOT NULL,
    data jsonb NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX sign_in_challenges_expire ON sign_in_challenges (expires_at)`,
];
