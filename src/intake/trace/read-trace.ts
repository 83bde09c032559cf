import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import { AppError } from '../../base/errors.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { withoutPersonalData } from './export-trace.ts';
import { type ListedTrace, openTrace } from './trace-store.ts';
import type { TracedMessage } from './traced-message.ts';

/** Why somebody of the operator has to see who spoke with whom; words of our own, as the audit log has no texts of people. */
export const TRACE_REASONS = ['not-recorded', 'wrong-tenant', 'wrong-parties', 'sound', 'customer-request'] as const;
type TraceReason = (typeof TRACE_REASONS)[number];

/** Who reads it, for the audit log. */
type TraceReader = Pick<AuditEvent, 'actor' | 'address'>;

interface ReadTraceDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get'>;
  readonly audit: Pick<AuditLog, 'record'>;
}

interface TraceRequest {
  readonly id: string;
  /** Missing: without personal data, and without an audit event. */
  readonly reason?: TraceReason | undefined;
  readonly by: TraceReader;
}

/** A trace with its messages. With a reason they name people; the tenant's audit log says so. Throws `not-found`, `trace-key-missing`. */
export async function readTrace(
  { db, keys, audit }: ReadTraceDeps,
  { id, reason, by }: TraceRequest,
): Promise<{ readonly trace: ListedTrace; readonly messages: readonly TracedMessage[] }> {
  const opened = await openTrace(db, keys, id);
  if (opened === null) throw new AppError('not-found');
  const { trace, messages } = opened;
  if (reason === undefined) return { trace, messages: withoutPersonalData(messages) };
  const tenantId = trace.tenant?.id ?? null;
  await audit.record({ ...by, tenantId, action: 'session-trace-read', subject: trace.id, detail: { reason } });
  return opened;
}
