import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { expiresAt, keptUntil } from '../retention/index.ts';
import type { KnownHistories } from './known-histories.ts';
import { type ServiceHistory, serviceHistory } from '../tenants/index.ts';

/** What every query of the catalog needs. */
export interface CatalogDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** How many days after its start a call's recording can be played in the panel. */
  readonly panelWindowDays: number;
  /** What the tree's queries know of earlier ones; missing: they read the services each time. */
  readonly histories?: KnownHistories;
}

/**
 * What decides whether a recording is available: the time of the query and the tenant's services. How far the
 * retention job has come does not matter.
 */
export interface RetentionContext {
  /** Unix ms. */
  readonly now: number;
  /** What services the tenant had, has and will have. */
  readonly history: ServiceHistory;
  /** How long recordings can be played in the panel. */
  readonly panelWindowDays: number;
}

export async function retentionContext(
  { db, clock, panelWindowDays }: CatalogDeps,
  { tenantId }: { readonly tenantId: TenantId },
): Promise<RetentionContext> {
  const now = clock.now();
  const history = await serviceHistory(db, tenantId);
  return { now, history, panelWindowDays };
}

/** Whether a recording is available. Instants are Unix ms. */
interface Availability {
  /** It can be fetched; if not, it is destroyed or about to be. */
  readonly kept: boolean;
  /** It can be played in the panel. */
  readonly playable: boolean;
  /** When it expires, given the tenant's present and future services, or when its destruction began. */
  readonly availableUntil: number;
}

interface RecordingState {
  readonly startedAt: number;
  readonly storedAt: number;
  /** Null: its destruction has not begun. */
  readonly destroyingAt: number | null;
  /** As `isKept` says. */
  readonly kept: boolean;
}

export function availability(
  { now, history, panelWindowDays }: RetentionContext,
  { startedAt, storedAt, destroyingAt, kept }: RecordingState,
): Availability {
  const availableUntil = destroyingAt ?? keptUntil(history, startedAt, kept ? now : storedAt);
  return { kept, playable: kept && expiresAt(startedAt, panelWindowDays) > now, availableUntil };
}
