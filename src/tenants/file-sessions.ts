import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { type FileCredentialId, type FileSessionId, isId, type TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import type { Door } from './file-credentials.ts';

/** Its process writes it more often; what was not written for so long belongs to one that was killed. */
const SESSION_GONE_AFTER_MS = 60_000;
/** One process at a time holds the lock, for milliseconds; one that hangs with it must not keep the others waiting. */
const LOCK_TIMEOUT = '2s';
/** A page of the panel; a tenant has fewer at once. */
const MAX_LISTED = 500;

/** What a session does now. */
export const SESSION_ACTIVITIES = ['idle', 'listing', 'download'] as const;
export type SessionActivity = (typeof SESSION_ACTIVITIES)[number];

/** Somebody who is signed in to fetch files. Instants are Unix ms. */
export interface FileSession {
  readonly id: FileSessionId;
  readonly tenantId: TenantId;
  readonly credentialId: FileCredentialId;
  readonly door: Door;
  readonly address: string;
  readonly encrypted: boolean;
  readonly since: number;
  readonly activity: SessionActivity;
  readonly sentBytes: number;
}

/** Of a tenant in all processes, the oldest first. A few seconds old. */
export async function listFileSessions(
  db: Database,
  tenantId: TenantId,
  nowMs: number,
): Promise<(Omit<FileSession, 'tenantId'> & { readonly login: string })[]> {
  const rows = await db
    .selectFrom('file_sessions')
    .innerJoin('file_credentials', 'file_credentials.id', 'file_sessions.credential_id')
    .selectAll('file_sessions')
    .select('file_credentials.login')
    .where('file_sessions.tenant_id', '=', tenantId)
    .where('file_sessions.ended_at', 'is', null)
    .where(isAlive(nowMs))
    .orderBy('file_sessions.since')
    .orderBy('file_sessions.id')
    .limit(MAX_LISTED)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    credentialId: row.credential_id,
    login: row.login,
    door: row.door as Door,
    address: row.address,
    encrypted: row.encrypted,
    since: row.since.getTime(),
    activity: row.activity as SessionActivity,
    sentBytes: row.sent_bytes,
  }));
}

/** Its process is notified and ends it. Throws `not-found`. */
export async function endFileSession(
  db: Database,
  { tenantId, id }: { readonly tenantId: TenantId; readonly id: string },
  nowMs: number,
): Promise<void> {
  const ended = isId(id)
    ? await db
        .updateTable('file_sessions')
        .set({ ended_at: new Date(nowMs) })
        .where('id', '=', id as FileSessionId)
        .where('tenant_id', '=', tenantId)
        .where('ended_at', 'is', null)
        .executeTakeFirst()
    : undefined;
  if (ended?.numUpdatedRows !== 1n) throw new AppError('not-found');
}

interface SessionCap {
  /** Sessions at once of the tenant, in all processes. */
  readonly sessionsPerTenant: number;
  /** Sessions that have ended whose rows are still to be removed. */
  readonly ended: readonly FileSessionId[];
}

/**
 * Writes a session that begins, unless its tenant has as many as it may: those of all processes count, also of one that was killed within the
 * last minute. Where programs leave sessions open that they do not use (WebDAV), the oldest of these is ended instead. False: there are too many.
 */
export async function openFileSession(
  db: Database,
  session: FileSession,
  { sessionsPerTenant, ended }: SessionCap,
  nowMs: number,
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const { tenantId } = session;
    // One after the other, so that each counts those before it.
    await sql`SELECT set_config('lock_timeout', ${LOCK_TIMEOUT}, true),
      pg_advisory_xact_lock(hashtextextended(${`fonoteka file sessions ${tenantId}`}, 0))`.execute(transaction);
    const open = transaction
      .selectFrom('file_sessions')
      .where('tenant_id', '=', tenantId)
      .where('ended_at', 'is', null)
      .where(isAlive(nowMs))
      .$if(ended.length > 0, (rows) => rows.where(sql<boolean>`id <> ALL(${[...ended]}::uuid[])`));
    const { count } = await open.select(sql<number>`count(*)::integer`.as('count')).executeTakeFirstOrThrow();
    if (count >= sessionsPerTenant) {
      const idle = open
        .where('door', '=', 'webdav')
        .where('activity', '=', 'idle')
        .orderBy('since')
        .select('id')
        .limit(1);
      const replaced =
        session.door === 'webdav'
          ? await transaction
              .updateTable('file_sessions')
              .set({ ended_at: new Date(nowMs) })
              .where('id', '=', idle)
              .executeTakeFirst()
          : undefined;
      if (replaced?.numUpdatedRows !== 1n) return false;
    }
    await saveFileSessions(transaction, [session], nowMs);
    return true;
  });
}

/** Writes what a process has open; one that was ended meanwhile stays so. */
export async function saveFileSessions(db: Database, sessions: readonly FileSession[], nowMs: number): Promise<void> {
  if (sessions.length === 0) return;
  const of = <T>(value: (session: FileSession) => T): T[] => sessions.map(value);
  // Arrays: a statement has at most 65535 parameters, and a process thousands of sessions.
  await sql`INSERT INTO file_sessions (id, tenant_id, credential_id, door, address, encrypted, since, activity, sent_bytes, seen_at)
    SELECT *, ${new Date(nowMs)}::timestamptz FROM unnest(${of(({ id }) => id)}::uuid[], ${of(({ tenantId }) => tenantId)}::uuid[],
      ${of(({ credentialId }) => credentialId)}::uuid[], ${of(({ door }) => door)}::text[], ${of(({ address }) => address)}::text[],
      ${of(({ encrypted }) => encrypted)}::boolean[], ${of(({ since }) => new Date(since))}::timestamptz[],
      ${of(({ activity }) => activity)}::text[], ${of(({ sentBytes }) => sentBytes)}::bigint[])
    ON CONFLICT (id) DO UPDATE SET activity = excluded.activity, sent_bytes = excluded.sent_bytes, seen_at = excluded.seen_at`.execute(
    db,
  );
}

/** Those that are over, and those of processes that were killed. */
export async function removeFileSessions(db: Database, ids: readonly FileSessionId[], nowMs: number): Promise<void> {
  await db
    .deleteFrom('file_sessions')
    .where(sql<boolean>`(NOT ${isAlive(nowMs)} OR id = ANY(${[...ids]}::uuid[]))`)
    .execute();
}

/** Neither too long ago nor too far ahead: the database's clock may have been set back, as at a failover to a server with another one. */
function isAlive(nowMs: number) {
  const [from, to] = [nowMs - SESSION_GONE_AFTER_MS, nowMs + SESSION_GONE_AFTER_MS].map((at) => new Date(at));
  return sql<boolean>`(file_sessions.seen_at > ${from} AND file_sessions.seen_at < ${to})`;
}

/** The last sign-in by a credential. */
export interface CredentialUse {
  readonly id: FileCredentialId;
  readonly at: number;
  readonly address: string;
  readonly door: Door;
  readonly encrypted: boolean;
}

export async function saveCredentialUses(db: Database, uses: readonly CredentialUse[]): Promise<void> {
  // In one order: two processes that write the same rows do not wait for each other.
  const sorted = [...uses].toSorted((one, other) => (one.id < other.id ? -1 : 1));
  if (sorted.length === 0) return;
  await sql`UPDATE file_credentials SET last_used_at = used.at, last_used_address = used.address,
      last_used_door = used.door, last_used_encrypted = used.encrypted
    FROM unnest(${sorted.map(({ id }) => id)}::uuid[], ${sorted.map(({ at }) => new Date(at))}::timestamptz[],
      ${sorted.map(({ address }) => address)}::text[], ${sorted.map(({ door }) => door)}::text[],
      ${sorted.map(({ encrypted }) => encrypted)}::boolean[]) AS used (id, at, address, door, encrypted)
    WHERE file_credentials.id = used.id
      AND (file_credentials.last_used_at IS NULL OR file_credentials.last_used_at < used.at)`.execute(db);
}
