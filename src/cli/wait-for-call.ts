import { type Clock, delay } from '../base/clock.ts';
import type { CallId } from '../base/ids.ts';
import { type CallFilter, type CatalogDeps, listCalls, type ListedCall, type TenantScope } from '../catalog/index.ts';

/** Well above the two seconds in which a recording is to be listed. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 100;

export interface AwaitedCall {
  readonly catalog: CatalogDeps;
  readonly scope: TenantScope;
  readonly filter: CallFilter;
  readonly clock: Clock;
  /** A call that is already there and not the one. */
  readonly not?: CallId | undefined;
}

/** The newest call that fits, as soon as it is in the history; null when it does not come. */
export async function waitForCall({ catalog, scope, filter, clock, not }: AwaitedCall): Promise<ListedCall | null> {
  const deadline = clock.monotonicMs() + PATIENCE_MS;
  while (clock.monotonicMs() < deadline) {
    const { calls } = await listCalls(catalog, scope, { ...filter, cursor: null, limit: 1 });
    if (calls[0] !== undefined && calls[0].id !== not) return calls[0];
    await delay(clock, LOOK_EVERY_MS);
  }
  return null;
}
