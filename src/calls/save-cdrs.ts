import type { CallId, TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { noteFailures, type UnrecordedCall } from './save-call.ts';
import { saveReports } from './save-reports.ts';

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
  const calls = cdrs.map((cdr) => ({ ...cdr, id: cdr.callId, correlationId: null, noRecordingReason: cdr.reason }));
  return inTransaction(db, async (transaction) => {
    const ids = await saveReports(transaction, { tenantId, reporter: 'cdr' }, calls);
    await noteFailures(transaction, cdrs, ids);
    return ids;
  });
}
