import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { SourceId, TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { waitingCalls } from '../calls/index.ts';
import { type CatalogDeps, listCalls, type ListedCall, type TenantScope } from '../catalog/index.ts';
import {
  listSourceStatistics,
  listUnknownTenantNames,
  planIncludesRecording,
  serviceHistory,
} from '../tenants/index.ts';
import { type MissingCallReason, SUPPORT_ONLY } from './reasons.ts';

/** Around the time that somebody remembers: clocks and memories differ. */
const SEARCHED_AROUND_MS = 3_600_000;
/** What a person reads; a number narrows it. */
const MAX_LISTED = 20;
/** Of the names that no customer has. */
const MAX_NAMES = 10;
/** A recorder reports every ten seconds. */
const RECORDER_SILENCE_MS = 60_000;

/** What is known of a time at which somebody misses a call. Instants are Unix ms. */
interface MissingFinding {
  readonly reason: MissingCallReason;
  readonly count: number | null;
  readonly at: number | null;
  /** Of `session-refused`: why; of `unknown-names`: the name; of `pbx-silent`: the PBX. */
  readonly detail: string | null;
  /** For the operator's staff: of the last such session. */
  readonly traceId: string | null;
}

export interface MissingCallQuery {
  /** Unix ms. */
  readonly at: number;
  readonly number?: string;
}

export interface MissingCallAnswer {
  readonly from: number;
  readonly until: number;
  /** Calls of that time that match, newest first. */
  readonly calls: readonly ListedCall[];
  readonly findings: readonly MissingFinding[];
}

interface MissingCallDeps extends CatalogDeps {
  /** For how many hours the SIP messages of sessions are kept. */
  readonly traceHours: number;
  /** Before this instant the history is not kept, Unix ms. */
  readonly historyFrom: number;
}

/** Why a call of about that time is not in the history. `forSupport`: also what concerns no customer alone. */
export async function missingCall(
  deps: MissingCallDeps,
  scope: TenantScope,
  { at, number, forSupport }: MissingCallQuery & { readonly forSupport: boolean },
): Promise<MissingCallAnswer> {
  const span = { from: at - SEARCHED_AROUND_MS, until: at + SEARCHED_AROUND_MS };
  const page = { cursor: null, limit: MAX_LISTED };
  const { calls } = await listCalls(deps, scope, { ...span, ...page, ...(number !== undefined && { number }) });
  const search = { ...deps, ...span, at, now: deps.clock.now(), tenantId: scope.tenantId };
  const others = calls.length === 0 && number !== undefined ? await listCalls(deps, scope, { ...span, ...page }) : null;
  const found = [
    ...(others === null || others.calls.length === 0 ? [] : [finding('other-calls', { count: others.calls.length })]),
    ...timeFindings(search),
    // Others' sessions are none of theirs.
    ...(scope.numbers === null ? await tenantFindings(search) : [finding('limited-view')]),
    ...(forSupport ? await supportFindings(search) : []),
  ];
  const explained = found.filter(({ reason }) => !SUPPORT_ONLY.includes(reason));
  const nothing = calls.length === 0 && explained.length === 0 ? [finding('nothing-came')] : [];
  return { ...span, calls, findings: [...nothing, ...found] };
}

function finding(reason: MissingCallReason, facts: Partial<Omit<MissingFinding, 'reason'>> = {}): MissingFinding {
  return { reason, count: null, at: null, detail: null, traceId: null, ...facts };
}

interface Search extends MissingCallDeps {
  readonly tenantId: TenantId;
  readonly at: number;
  readonly from: number;
  readonly until: number;
  readonly now: number;
}

function timeFindings({ from, at, now, historyFrom }: Search): MissingFinding[] {
  if (from > now) return [finding('in-the-future', { at })];
  return at < historyFrom ? [finding('history-ended', { at: historyFrom })] : [];
}

/** What concerns this tenant. */
async function tenantFindings(search: Search): Promise<MissingFinding[]> {
  return [
    ...(await recorderFindings(search)),
    ...(await sessionFindings(search)),
    ...(await uploadFindings(search)),
    ...(await serviceFindings(search)),
  ];
}

async function recorderFindings({ db, tenantId, from, until, now }: Search): Promise<MissingFinding[]> {
  const waiting = until > now - 86_400_000 ? await waitingCalls(db, tenantId, now) : null;
  const stuck = await db
    .selectFrom('stuck_calls')
    .select(['state', sql<number>`count(*)::int`.as('count')])
    .select(({ fn }) => fn.max('started_at').as('at'))
    .where('tenant_id', '=', tenantId)
    .where('started_at', '>=', new Date(from))
    .where('started_at', '<', new Date(until))
    .groupBy('state')
    .execute();
  return [
    ...(waiting === null ? [] : [finding('preparing', { count: waiting.calls, at: waiting.expectedAt })]),
    ...stuck.map(({ state, count, at }) => finding(state, { count, at: at.getTime() })),
  ];
}

/** By the traces: refused sessions, by reason, and those under way. */
async function sessionFindings({ db, tenantId, from, until }: Search): Promise<MissingFinding[]> {
  const rows = await db
    .selectFrom('session_traces')
    .select(['result', sql<number>`count(*)::int`.as('count')])
    .select(({ fn }) => fn.max('started_at').as('at'))
    .select(sql<string>`(array_agg(id ORDER BY started_at DESC))[1]`.as('trace_id'))
    .where('tenant_id', '=', tenantId)
    .where('started_at', '>=', new Date(from))
    .where('started_at', '<', new Date(until))
    .where(sql<boolean>`(result <> 'recorded' OR (ended IS NULL AND coalesce(status, 200) < 300))`)
    .groupBy('result')
    .execute();
  return rows.map(({ result, count, at, trace_id: traceId }) => {
    const isRunning = result === null || result === 'recorded';
    const detail = isRunning ? null : result;
    return finding(isRunning ? 'session-running' : 'session-refused', { count, at: at.getTime(), detail, traceId });
  });
}

async function uploadFindings({ db, tenantId, from, until, now }: Search): Promise<MissingFinding[]> {
  const { count, at, code } = await db
    .selectFrom('refused_uploads')
    .select(sql<number>`count(*)::int`.as('count'))
    .select(({ fn }) => [fn.max('refused_at').as('at'), fn.max('code').as('code')])
    .where('tenant_id', '=', tenantId)
    .where('started_at', '>=', new Date(from))
    .where('started_at', '<', new Date(until))
    .where('ends_at', '>', new Date(now))
    .executeTakeFirstOrThrow();
  return count === 0 ? [] : [finding('upload-refused', { count, at: at.getTime(), detail: code })];
}

async function serviceFindings({ db, tenantId, at, now }: Search): Promise<MissingFinding[]> {
  const tenant = await db
    .selectFrom('tenants')
    .select(['hosted_pbx', 'recording_enabled', 'suspended_at'])
    .where('id', '=', tenantId)
    .executeTakeFirst();
  if (tenant === undefined) throw new AppError('not-found');
  const history = await serviceHistory(db, tenantId);
  const wasEntitled = tenant.hosted_pbx && planIncludesRecording(history, Math.min(at, now));
  const isOff = !tenant.recording_enabled && wasEntitled;
  return [
    ...(wasEntitled ? [] : [finding('not-entitled-then', { at })]),
    ...(isOff ? [finding('recording-off-now')] : []),
    ...(tenant.suspended_at === null ? [] : [finding('suspended-now', { at: tenant.suspended_at.getTime() })]),
  ];
}

/** What concerns no tenant alone: sessions of unknown PBXs and customers, PBXs and recorders that are silent. */
async function supportFindings(search: Search): Promise<MissingFinding[]> {
  const { db, at, now, traceHours } = search;
  const isTraced = at > now - traceHours * 3_600_000;
  return [
    ...(await unknownSessionFindings(search)),
    ...(await nameFindings(search)),
    ...(await silentSources(search)),
    ...(await silentRecorders(db, now)),
    ...(isTraced ? [] : [finding('traces-gone', { at: now - traceHours * 3_600_000 })]),
  ];
}

async function unknownSessionFindings({ db, from, until }: Search): Promise<MissingFinding[]> {
  const rows = await db
    .selectFrom('session_traces')
    .select(['result', sql<number>`count(*)::int`.as('count')])
    .select(({ fn }) => fn.max('started_at').as('at'))
    .select(sql<string>`(array_agg(id ORDER BY started_at DESC))[1]`.as('trace_id'))
    .where('tenant_id', 'is', null)
    .where('result', 'in', ['source-unknown', 'tenant-unknown'])
    .where('started_at', '>=', new Date(from))
    .where('started_at', '<', new Date(until))
    .groupBy('result')
    .execute();
  return rows.map(({ result, count, at, trace_id: traceId }) =>
    finding(result === 'source-unknown' ? 'unknown-source' : 'unknown-customer', { count, at: at.getTime(), traceId }),
  );
}

async function nameFindings({ db, from, until, now }: Search): Promise<MissingFinding[]> {
  const names = await listUnknownTenantNames(db, now);
  return names
    .filter(({ firstSeenAt, lastSeenAt }) => firstSeenAt < until && lastSeenAt >= from)
    .slice(0, MAX_NAMES)
    .map(({ name, source, count, lastSeenAt }) =>
      finding('unknown-names', { count, at: lastSeenAt, detail: `${name} (${source.name})` }),
    );
}

/** PBXs that sent nothing on that day. Statistics are kept for a week or so; before that nothing is said. */
async function silentSources({ db, tenantId, at, now }: Search): Promise<MissingFinding[]> {
  const sources = await db
    .selectFrom('sources')
    .select(['id', 'name'])
    .where('removed_at', 'is', null)
    .where('created_at', '<', new Date(at))
    .where((is) => is.or([is('tenant_id', '=', tenantId), is('tenant_id', 'is', null)]))
    .orderBy('name')
    .limit(MAX_LISTED)
    .execute();
  const statistics = await listSourceStatistics(db, now);
  const day = warsawDay(at);
  const wasActive = (id: SourceId): boolean | null => {
    const days = statistics.find((one) => one.sourceId === id)?.days ?? [];
    const found = days.find((one) => one.day === day);
    return found === undefined ? null : found.recorded + found.refused.length > 0;
  };
  return sources
    .filter(({ id }) => wasActive(id) === false)
    .map(({ name }) => finding('pbx-silent', { at, detail: name }));
}

async function silentRecorders(db: MissingCallDeps['db'], now: number): Promise<MissingFinding[]> {
  const rows = await db
    .selectFrom('recorders')
    .select('seen_at')
    .where('seen_at', '<', new Date(now - RECORDER_SILENCE_MS))
    .where('unarchived_since', 'is not', null)
    .execute();
  if (rows.length === 0) return [];
  return [
    finding('recorder-silent', { count: rows.length, at: Math.max(...rows.map((row) => row.seen_at.getTime())) }),
  ];
}
