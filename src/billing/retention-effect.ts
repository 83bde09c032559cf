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

/** What another time of keeping does to the recordings there are. */
export interface RetentionEffect {
  readonly daysBefore: number;
  readonly daysAfter: number;
  /** Those whose expiry changes. */
  readonly affected: RecordingSum;
  /** Those that go because of it, and when (Unix ms); null: none does. */
  readonly destroyed: (RecordingSum & { readonly at: number }) | null;
}

/** Null where the time of keeping stays. `count` tells what is due at `at` after so many days. */
export async function retentionEffect(
  { daysBefore, daysAfter, at }: { readonly daysBefore: number; readonly daysAfter: number; readonly at: number },
  count: (days: number) => Promise<RecordingSum>,
): Promise<RetentionEffect | null> {
  if (daysBefore === daysAfter) return null;
  const goneAnyway = await count(daysBefore);
  const affected = without(await count(0), goneAnyway);
  if (daysAfter > daysBefore) return { daysBefore, daysAfter, affected, destroyed: null };
  const destroyed = without(await count(daysAfter), goneAnyway);
  return { daysBefore, daysAfter, affected, destroyed: destroyed.recordings === 0 ? null : { ...destroyed, at } };
}

function without(all: RecordingSum, some: RecordingSum): RecordingSum {
  return { recordings: all.recordings - some.recordings, bytes: all.bytes - some.bytes };
}
