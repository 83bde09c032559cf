import type { Database } from '../platform/postgres/index.ts';
import { expiresAt, keptUntil } from '../retention/index.ts';
import { retentionDays, type ServiceHistory, serviceHistory } from '../tenants/index.ts';
import type { TenantScope } from './tenant-scope.ts';

/** When a question is asked: the time decides, not what has been destroyed so far, what there still is to get. */
export interface Moment {
  /** Unix ms. */
  readonly now: number;
  /** What the tenant has had, has and will have. */
  readonly history: ServiceHistory;
  /** For how long recordings are kept by what the tenant has now. */
  readonly retentionDays: number;
  /** For how long recordings can be played in the panel. */
  readonly panelWindowDays: number;
}

export async function momentOf(
  db: Database,
  { tenantId }: TenantScope,
  { now, panelWindowDays }: Pick<Moment, 'now' | 'panelWindowDays'>,
): Promise<Moment> {
  const history = await serviceHistory(db, tenantId);
  return { now, history, retentionDays: retentionDays(history, now), panelWindowDays };
}

/** What the moment says of a recording. Instants are Unix ms. */
export interface Availability {
  /** It can be fetched; if not, it is destroyed or as good as that. */
  readonly kept: boolean;
  /** It can be played in the panel. */
  readonly playable: boolean;
  /** When its time is over by what the tenant has and will have, or when its destruction began. */
  readonly availableUntil: number;
}

export interface RecordingLife {
  readonly startedAt: number;
  /** Null: its destruction has not begun. */
  readonly destroyingAt: number | null;
  /** A legal hold is in force. */
  readonly held: boolean;
}

export function availability({ now, history, panelWindowDays }: Moment, recording: RecordingLife): Availability {
  const { startedAt, destroyingAt, held } = recording;
  const availableUntil = destroyingAt ?? keptUntil(history, startedAt, now);
  const kept = destroyingAt === null && (held || availableUntil > now);
  return { kept, playable: kept && expiresAt(startedAt, panelWindowDays) > now, availableUntil };
}
