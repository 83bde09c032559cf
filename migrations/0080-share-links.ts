import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A link by which somebody without an account hears one recording. The token is only in the link.
  `CREATE TABLE share_links (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    recording_id uuid NOT NULL REFERENCES recordings ON DELETE CASCADE,
    created_by uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    label text NOT NULL DEFAULT '',
    download boolean NOT NULL,
    password_hash text,
    max_uses integer CHECK (max_uses > 0),
    uses integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE INDEX share_links_of_recording ON share_links (recording_id)`,
  `CREATE INDEX share_links_of_user ON share_links (tenant_id, created_by)`,
  // One opening of a link: until when its visitor may fetch the sound.
  `CREATE TABLE share_visits (
    tenant_id uuid NOT NULL,
    link_id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, link_id, token_hash),
    FOREIGN KEY (tenant_id, link_id) REFERENCES share_links ON DELETE CASCADE
  )`,
  `ALTER TABLE tenants ADD COLUMN sharing_forbidden boolean NOT NULL DEFAULT false`,

  `CREATE TRIGGER share_links_change_access AFTER DELETE OR UPDATE OF revoked_at ON share_links
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('share-link', 'id')`,
  `CREATE TRIGGER tenants_change_sharing AFTER UPDATE OF sharing_forbidden ON tenants
    FOR EACH ROW EXECUTE FUNCTION access_has_changed('tenant', 'id')`,
];
