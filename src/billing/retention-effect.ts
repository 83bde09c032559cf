import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

export interface RecordingSum {
  readonly recordings: number;
  readonly bytes: number;
}

/** How much of what a tenant has would be due for destruction at an instant, were it kept for so many days then. */
export type CountDue = (
  db: Database,
  due: { readonly tenantId: TenantId; readonly retentionDays: number; readonly at: number },
) => Promise<RecordingSum>;

/** How much of what a shorter time of keeping ends is kept, hidden, until it is delivered. */
export type CountAwaiting = (
  db: Database,
  change: {
    readonly tenantId: TenantId;
    readonly daysBefore: number;
    readonly daysAfter: number;
    readonly at: number;
  },
) => Promise<RecordingSum>;

/** What another time of keeping does to the recordings there are. */
export interface RetentionEffect {
  readonly daysBefore: number;
  readonly daysAfter: number;
  /** Those whose expiry changes. */
  readonly affected: RecordingSum;
  /** Those that go because of it, and when (Unix ms); null: none does. */
  readonly destroyed: (RecordingSum & { readonly at: number }) | null;
  /** Those that it puts out of reach, too, but that are kept until they are delivered. */
  readonly awaitingDelivery: RecordingSum;
}

/** How recordings are counted: due at `at` after so many days; and awaiting their delivery because of the change. */
export interface EffectCounts {
  due(days: number): Promise<RecordingSum>;
  awaiting(): Promise<RecordingSum>;
}

/** Null where the time of keeping stays. */
export async function retentionEffect(
  { daysBefore, daysAfter, at }: { readonly daysBefore: number; readonly daysAfter: number; readonly at: number },
  count: EffectCounts,
): Promise<RetentionEffect | null> {
  if (daysBefore === daysAfter) return null;
  const goneAnyway = await count.due(daysBefore);
  const affected = without(await count.due(0), goneAnyway);
  const change = { daysBefore, daysAfter, affected };
  if (daysAfter > daysBefore) return { ...change, destroyed: null, awaitingDelivery: { recordings: 0, bytes: 0 } };
  const awaitingDelivery = await count.awaiting();
  const destroyed = without(without(await count.due(daysAfter), goneAnyway), awaitingDelivery);
  return { ...change, destroyed: destroyed.recordings === 0 ? null : { ...destroyed, at }, awaitingDelivery };
}

function without(all: RecordingSum, some: RecordingSum): RecordingSum {
  return { recordings: all.recordings - some.recordings, bytes: all.bytes - some.bytes };
}
