import type { RecordingId, TenantId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';

/** What a run could not do; the next run tries it again. */
export interface RunFailure {
  readonly step: 'mark' | 'delete-object' | 'record' | 'rewrap' | 'delete-key' | 'count';
  /** Null: it concerns no tenant alone. */
  readonly tenantId: TenantId | null;
  /** Null: it concerns more than one recording. */
  readonly recordingId: RecordingId | null;
  readonly reason: string;
}

type FailedWork = Pick<RunFailure, 'step'> & Partial<RunFailure>;

/** Enough to see what is wrong; all are counted. Bounds the report and the log when everything fails. */
const MAX_LISTED = 100;
/** After so many the tenant's data is damaged as a whole: trying each of its recordings would hold up the others. */
const MAX_OF_TENANT = 20;

/**
 * The failures of a run. One bad recording, tenant or key does not stop the rest: each failure is logged and counted here, and the
 * run goes on. A tenant with many failures is given up until the next run.
 */
export class RunFailures {
  readonly #log: Logger;
  readonly #listed: RunFailure[] = [];
  readonly #ofTenant = new Map<TenantId, number>();
  #count = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  get count(): number {
    return this.#count;
  }

  /** The first ones. */
  get listed(): readonly RunFailure[] {
    return this.#listed;
  }

  add({ step, tenantId = null, recordingId = null }: FailedWork, error: unknown): void {
    this.#count += 1;
    if (tenantId !== null) this.#ofTenant.set(tenantId, (this.#ofTenant.get(tenantId) ?? 0) + 1);
    if (this.#listed.length >= MAX_LISTED) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#listed.push({ step, tenantId, recordingId, reason });
    this.#log.error(
      { err: error, step, tenantId, recordingId },
      'retention: something failed; the run goes on without it',
    );
  }

  hasGivenUp(tenantId: TenantId): boolean {
    return (this.#ofTenant.get(tenantId) ?? 0) >= MAX_OF_TENANT;
  }

  /** The result of the work, or null if it failed. */
  async attempt<T>(about: FailedWork, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.add(about, error);
      return null;
    }
  }

  /**
   * Does the work for all recordings of a tenant together. If that fails, for each half of them, down to the bad ones, which are
   * added here: so one bad row costs few transactions, and the others are done.
   */
  async inHalves<T>(
    about: Pick<RunFailure, 'step'> & { readonly tenantId: TenantId },
    ids: readonly RecordingId[],
    work: (ids: readonly RecordingId[]) => Promise<T>,
  ): Promise<T[]> {
    if (ids.length === 0 || this.hasGivenUp(about.tenantId)) return [];
    try {
      return [await work(ids)];
    } catch (error) {
      const [only] = ids;
      if (ids.length === 1) {
        this.add({ ...about, recordingId: only! }, error);
        return [];
      }
      const middle = Math.ceil(ids.length / 2);
      const first = await this.inHalves(about, ids.slice(0, middle), work);
      return [...first, ...(await this.inHalves(about, ids.slice(middle), work))];
    }
  }
}
