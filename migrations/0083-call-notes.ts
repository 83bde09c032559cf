import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** What people write about calls is personal data: it goes with the call's row. */
const OF_CALL = 'FOREIGN KEY (tenant_id, call_id) REFERENCES calls (tenant_id, id) ON DELETE CASCADE';

const STATEMENTS = [
  // Authors are users' ids without a reference: a user is removed rarely, and the note stays.
  `CREATE TABLE call_notes (
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    id uuid NOT NULL,
    recording_id uuid,
    at_ms integer CHECK (at_ms >= 0),
    text text NOT NULL,
    author_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz,
    PRIMARY KEY (tenant_id, call_id, id),
    CHECK ((recording_id IS NULL) = (at_ms IS NULL)),
    ${OF_CALL}
  )`,
  `CREATE TABLE call_tags (
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    tag text COLLATE "C" NOT NULL,
    added_by uuid NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, call_id, tag),
    ${OF_CALL}
  )`,
  // The tenant's tags with their counts, and the calls of a tag.
  `CREATE INDEX call_tags_by_tag ON call_tags (tenant_id, tag, call_id)`,
  // Marks „do sprawdzenia”: one of a call for each colleague.
  `CREATE TABLE call_reviews (
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    for_user_id uuid NOT NULL,
    from_user_id uuid NOT NULL,
    note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    done_at timestamptz,
    done_by uuid,
    PRIMARY KEY (tenant_id, call_id, for_user_id),
    ${OF_CALL}
  )`,
  `CREATE INDEX call_reviews_of_user ON call_reviews (tenant_id, for_user_id, created_at)`,
];
