import type { AuditDetail, AuditedAction, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { CallId, UserId } from '../base/ids.ts';
import { isVisibleCall, type TenantScope } from '../catalog/index.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';

export interface NotesDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Who writes: a tenant's user who may listen. */
export interface Author {
  readonly userId: UserId;
  readonly login: string;
  /** Changes and removes what others wrote, too. */
  readonly isAdmin: boolean;
  readonly scope: TenantScope;
  /** The peer's IP address. */
  readonly address: string;
}

/** Runs `work` in a transaction with a call that the author may see. Throws `not-found`. */
export function withCall<T>(
  { db }: NotesDeps,
  { scope }: Author,
  callId: string,
  work: (transaction: Database, callId: CallId) => Promise<T>,
): Promise<T> {
  return inTransaction(db, async (transaction) => {
    if (!(await isVisibleCall(transaction, scope, callId))) throw new AppError('not-found');
    // Of two at once the second counts what the first has added; the call is not removed meanwhile.
    await transaction
      .selectFrom('calls')
      .select('id')
      .where('id', '=', callId as CallId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    return work(transaction, callId as CallId);
  });
}

interface Change {
  readonly action: AuditedAction;
  readonly callId: CallId;
  readonly detail: AuditDetail;
}

/** In the transaction of the change. */
export async function recordChange(
  { audit }: NotesDeps,
  transaction: Database,
  { scope, userId, address }: Author,
  { action, callId, detail }: Change,
): Promise<void> {
  await audit.record(
    { tenantId: scope.tenantId, actor: userId, action, subject: callId, address, detail },
    transaction,
  );
}
