import { sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import type { Call } from './call.ts';
import { insertCalls, lockCallsOf, MAX_CLOCK_DIFFERENCE_MS, saveLocked, type UnrecordedCall } from './save-call.ts';

/** A call detail record of the PBX. `reason` applies if the call has no recording. */
export interface Cdr extends Omit<UnrecordedCall, 'correlationId'> {
  /** The PBX's id of the call. */
  readonly externalId: string | null;
}

/** Merges a CDR into the row of its call, or writes a new row if no known call matches. */
export async function saveCdr(db: Database, cdr: Cdr): Promise<CallId> {
  const [id] = await saveCdrs(db, cdr.tenantId, [cdr]);
  return id!;
}

/** The same of several CDRs of one tenant, as if one by one, in one transaction: all of them are saved, or none. */
export function saveCdrs(db: Database, tenantId: TenantId, cdrs: readonly Cdr[]): Promise<CallId[]> {
  return inTransaction(db, async (transaction) => {
    await lockCallsOf(transaction, tenantId);
    const calls = cdrs.map((cdr): Call => {
      return { ...cdr, id: cdr.callId, correlationId: null, noRecordingReason: cdr.reason };
    });
    // Nearly all CDRs are of new calls: their rows are written at once.
    const fresh = calls.length === 1 ? new Set<Call>() : await newCalls(transaction, tenantId, calls);
    if (fresh.size > 0) await insertCalls(transaction, tenantId, [...fresh]);
    const ids: CallId[] = [];
    for (const call of calls) {
      ids.push(fresh.has(call) ? call.id : await saveLocked(transaction, tenantId, call, 'cdr'));
    }
    return ids;
  });
}

/** Those that cannot be the same call as a known one, or as another of them. Some more may be, which `saveLocked` finds out. */
async function newCalls(db: Database, tenantId: TenantId, calls: readonly Call[]): Promise<Set<Call>> {
  const reported = Map.groupBy(calls.flatMap(keysOf), (key) => key);
  const known = new Set((await knownCalls(db, tenantId, calls)).flatMap(keysOf));
  return new Set(
    calls.filter((call) => keysOf(call).every((key) => reported.get(key)!.length === 1 && !known.has(key))),
  );
}

type Keys = Pick<Call, 'id' | 'correlationId' | 'externalId' | 'caller' | 'callee'>;

/** By what two reports can be of one call. */
function keysOf({ id, correlationId, externalId, caller, callee }: Keys): string[] {
  return [
    `call ${id}`,
    ...[correlationId, externalId].flatMap((pbxId) => (pbxId === null ? [] : [`pbx ${pbxId}`])),
    ...(caller === null || callee === null ? [] : [`parties ${caller} ${callee}`]),
  ];
}

/** All known calls that one of these may be, by its ids or by its parties: more than `saveLocked` would take. */
async function knownCalls(db: Database, tenantId: TenantId, calls: readonly Call[]): Promise<readonly Keys[]> {
  const pbxIds = calls.flatMap(({ externalId }) => externalId ?? []);
  const withParties = calls.filter(({ caller, callee }) => caller !== null && callee !== null);
  const from = new Date(Math.min(...withParties.map(({ startedAt }) => startedAt)) - MAX_CLOCK_DIFFERENCE_MS);
  const ofTenant = db
    .selectFrom('calls')
    .select(['id', 'correlation_id as correlationId', 'external_id as externalId', 'caller', 'callee'])
    .where('tenant_id', '=', tenantId);
  const byId = await ofTenant
    .where((is) =>
      is.or([
        is('id', '=', sql<CallId>`ANY(${calls.map(({ id }) => id)}::uuid[])`),
        is('correlation_id', '=', sql<string>`ANY(${pbxIds}::text[])`),
        is('external_id', '=', sql<string>`ANY(${pbxIds}::text[])`),
      ]),
    )
    .execute();
  if (withParties.length === 0) return byId;
  const byParties = await ofTenant
    .where('external_id', 'is', null)
    .where('caller', '=', sql<string>`ANY(${withParties.map(({ caller }) => caller)}::text[])`)
    .where('callee', '=', sql<string>`ANY(${withParties.map(({ callee }) => callee)}::text[])`)
    .where((is) => is(is.fn.coalesce('answered_at', 'started_at'), '>=', from))
    .execute();
  return [...byId, ...byParties];
}
