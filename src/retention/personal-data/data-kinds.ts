import { type RawBuilder, sql } from 'kysely';
import type { DataPeriod } from '../../base/data-period.ts';
import type { TenantId } from '../../base/ids.ts';
import { totalRetentionDays } from '../../tenants/index.ts';

/** The kinds of personal data that end by a period of their own, in the order in which a run ends them. */
export const DATA_KINDS = [
  'packages',
  'calls',
  'unrecorded-calls',
  'metadata',
  'mails',
  'cancellations',
  'rodo-requests',
  'web-hooks',
  'sessions',
  'account-links',
  'audit',
] as const;

export type DataKind = (typeof DATA_KINDS)[number];
/** For how long each kind is kept. */
export interface DataPeriods extends Readonly<Record<Exclude<DataKind, 'metadata'>, DataPeriod>> {
  /** Null: it ends with the call's row, of which it is a part. */
  readonly metadata: DataPeriod | null;
  /** For how many days after the upgrade that brought the period of a kind nothing of it ends. */
  readonly graceDays: number;
}

/** As it is shown: what has no period of its own ends with the rows of calls. */
export function shownPeriod(periods: DataPeriods, kind: DataKind): DataPeriod {
  return periods[kind] ?? periods.calls;
}

export interface DueRequest {
  /** Whose data; null: that of no tenant; `all`: everybody's. */
  readonly owner: TenantId | null | 'all';
  /** What is from before this instant has been kept for its period, Unix ms. */
  readonly before: number;
  /** When this is asked, Unix ms: pauses and holds in force then. */
  readonly at: number;
}

/** The rows of a kind: what is due, and the statements that end it, for one transaction. */
interface DataRows {
  /** Selects `id`, as text, and `at`. */
  readonly due: (request: DueRequest) => RawBuilder<DueRow>;
  readonly end: (ids: readonly string[]) => readonly RawBuilder<unknown>[];
}

export interface DueRow {
  readonly id: string;
  /** From when it is. */
  readonly at: Date;
}

/** Always holds; lets the database use the indexes by tenant and start where everybody's calls are counted. */
const IS_INDEXED = sql<boolean>`calls.tenant_id IN (SELECT id FROM tenants)`;

/** Everything but the audit logs, which are cut at their beginning (`AuditLog.cut`). */
export const DATA_ROWS: Readonly<Record<Exclude<DataKind, 'audit'>, DataRows>> = {
  // A day that a push may still be entitled to is made again if its package is gone.
  packages: {
    due: (request) => sql`
      SELECT packages.id::text AS id, packages.made_at AS at FROM packages
      WHERE ${isOf('packages.tenant_id', request)} AND day < (${instant(request.before)} AT TIME ZONE 'Europe/Warsaw')::date
        AND day < (${instant(request.at)} AT TIME ZONE 'Europe/Warsaw')::date - ${totalRetentionDays(0) + 1}::integer
        AND NOT EXISTS (SELECT FROM subscriptions
          WHERE subscriptions.tenant_id = packages.tenant_id AND service = 'extended-retention'
            AND (ends_at IS NULL OR ends_at > ${instant(request.at)})
            AND day >= (${instant(request.at)} AT TIME ZONE 'Europe/Warsaw')::date
              - (${totalRetentionDays(0) + 1} + ${totalRetentionDays(1) - totalRetentionDays(0)} * units)::integer)
        AND NOT EXISTS (SELECT FROM package_files JOIN recordings ON recordings.id = package_files.recording_id
          WHERE package_files.package_id = packages.id AND destroyed_at IS NULL)`,
    end: (ids) => [
      sql`DELETE FROM package_files WHERE package_id = ANY (${ids}::uuid[])`,
      sql`DELETE FROM packages WHERE id = ANY (${ids}::uuid[])`,
    ],
  },

  // A hold is priced by the month, until its tenant leaves: its rows stay until the statement of its last period is issued.
  calls: {
    due: (request) => sql`
      SELECT calls.id::text AS id, calls.started_at AS at FROM calls
      WHERE ${isOf('calls.tenant_id', request)} AND calls.started_at < ${instant(request.before)}
        AND ${IS_INDEXED}
        AND EXISTS (SELECT FROM recordings WHERE recordings.call_id = calls.id)
        AND NOT EXISTS (SELECT FROM recordings WHERE recordings.call_id = calls.id AND (destroyed_at IS NULL
          OR EXISTS (SELECT FROM package_files JOIN packages ON packages.id = package_files.package_id
            WHERE package_files.recording_id = recordings.id AND packages.delivered_at IS NULL)
          OR EXISTS (SELECT FROM legal_holds JOIN tenants ON tenants.id = legal_holds.tenant_id
            WHERE legal_holds.recording_id = recordings.id
              AND coalesce(least(lifted_at, until, leaves_at), 'infinity') > (
                coalesce((SELECT max(period_end) FROM statements WHERE statements.tenant_id = tenants.id), billing_from)::timestamp
                AT TIME ZONE 'Europe/Warsaw'))))`,
    end: (ids) => [
      sql`DELETE FROM package_files WHERE recording_id IN (SELECT id FROM recordings WHERE call_id = ANY (${ids}::uuid[]))`,
      sql`DELETE FROM legal_holds WHERE recording_id IN (SELECT id FROM recordings WHERE call_id = ANY (${ids}::uuid[]))`,
      // A recording that was stored meanwhile stays, and so does its call: the foreign key refuses.
      sql`DELETE FROM recordings WHERE call_id = ANY (${ids}::uuid[]) AND destroyed_at IS NOT NULL`,
      sql`DELETE FROM calls WHERE id = ANY (${ids}::uuid[])`,
    ],
  },

  'unrecorded-calls': {
    due: (request) => sql`
      SELECT calls.id::text AS id, calls.started_at AS at FROM calls
      WHERE ${isOf('calls.tenant_id', request)} AND calls.started_at < ${instant(request.before)}
        AND ${IS_INDEXED}
        AND NOT EXISTS (SELECT FROM recordings WHERE recordings.call_id = calls.id)`,
    end: (ids) => [sql`DELETE FROM calls WHERE id = ANY (${ids}::uuid[])`],
  },

  metadata: {
    due: (request) => sql`
      SELECT calls.id::text AS id, calls.started_at AS at FROM calls
      WHERE ${isOf('calls.tenant_id', request)} AND calls.started_at < ${instant(request.before)} AND metadata <> '{}'
        AND ${IS_INDEXED}
        AND NOT EXISTS (SELECT FROM recordings JOIN legal_holds ON legal_holds.recording_id = recordings.id
          WHERE recordings.call_id = calls.id AND lifted_at IS NULL AND (until IS NULL OR until > ${instant(request.at)}))`,
    end: (ids) => [sql`UPDATE calls SET metadata = '{}' WHERE id = ANY (${ids}::uuid[])`],
  },

  mails: {
    due: (request) => sql`
      SELECT mails.id::text AS id, mails.created_at AS at FROM mails
      WHERE ${isOf('mails.tenant_id', request)} AND created_at < ${instant(request.before)}
        AND (lease IS NULL OR leased_until < now())`,
    end: (ids) => [sql`DELETE FROM mails WHERE id = ANY (${ids}::uuid[])`],
  },

  cancellations: {
    due: (request) => sql`
      SELECT cancellation_requests.id::text AS id, decided_at AS at FROM cancellation_requests
      WHERE ${isOf('cancellation_requests.tenant_id', request)} AND decided_at < ${instant(request.before)}`,
    end: (ids) => [sql`DELETE FROM cancellation_requests WHERE id = ANY (${ids}::uuid[])`],
  },

  // The package of an access request, an object of the store, is deleted by the RODO desk first.
  'rodo-requests': {
    due: (request) => sql`
      SELECT rodo_requests.id::text AS id, closed_at AS at FROM rodo_requests
      WHERE ${isOf('rodo_requests.tenant_id', request)} AND closed_at < ${instant(request.before)}
        AND NOT EXISTS (SELECT FROM rodo_packages WHERE request_id = rodo_requests.id)`,
    end: (ids) => [sql`DELETE FROM rodo_requests WHERE id = ANY (${ids}::uuid[])`],
  },

  'web-hooks': {
    due: (request) => sql`
      SELECT push_hooks.id::text AS id, ended_at AS at FROM push_hooks
      WHERE ${isOf('push_hooks.tenant_id', request)} AND ended_at < ${instant(request.before)}`,
    end: (ids) => [sql`DELETE FROM push_hooks WHERE id = ANY (${ids}::uuid[])`],
  },

  sessions: {
    due: (request) => sql`
      SELECT encode(token_hash, 'hex') AS id, expires_at AS at FROM sessions JOIN users ON users.id = sessions.user_id
      WHERE ${isOf('users.tenant_id', request)} AND expires_at < ${instant(request.before)}`,
    end: (ids) => [sql`DELETE FROM sessions WHERE token_hash IN ${bytes(ids)}`],
  },

  // An invitation that nobody accepted ends with the invited user, who never signed in.
  'account-links': {
    due: (request) => sql`
      SELECT encode(token_hash, 'hex') AS id, expires_at AS at FROM account_links JOIN users ON users.id = account_links.user_id
      WHERE ${isOf('users.tenant_id', request)} AND expires_at < ${instant(request.before)}`,
    end: (ids) => {
      const invited = sql`SELECT users.id FROM users JOIN account_links ON account_links.user_id = users.id
        WHERE token_hash IN ${bytes(ids)} AND kind = 'invitation' AND invited_at IS NOT NULL`;
      return [
        sql`DELETE FROM user_number_groups WHERE user_id IN (${invited})`,
        sql`DELETE FROM users WHERE id IN (${invited})`,
        sql`DELETE FROM account_links WHERE token_hash IN ${bytes(ids)}`,
      ];
    },
  },
};

/** The rows' owner is the one asked for, and its data is not paused. */
export function isOf(column: string, { owner, at }: Pick<DueRequest, 'owner' | 'at'>): RawBuilder<boolean> {
  const reference = sql.ref(column);
  if (owner === null) return sql`${reference} IS NULL`;
  const isNotPaused = sql<boolean>`NOT EXISTS (SELECT FROM retention_pauses
    WHERE retention_pauses.tenant_id = ${reference} AND (until IS NULL OR until > ${instant(at)}))`;
  return owner === 'all' ? isNotPaused : sql`${reference} = ${owner} AND ${isNotPaused}`;
}

/** The bytes of hexadecimal ids, for IN. */
function bytes(ids: readonly string[]): RawBuilder<unknown> {
  return sql`(SELECT decode(hex, 'hex') FROM unnest(${ids}::text[]) AS ended (hex))`;
}

function instant(unixMs: number): RawBuilder<Date> {
  return sql`${new Date(unixMs)}::timestamptz`;
}
