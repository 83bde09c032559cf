import type { RecordingId, TenantId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import type { DataKind } from './personal-data/index.ts';

/** What a run could not do; the next run tries it again. */
export interface RunFailure {
  readonly step: 'mark' | 'delete-object' | 'record' | 'rewrap' | 'delete-key' | 'personal-data' | 'leave' | 'count';
  /** Of personal data: its kind; otherwise null. */
  readonly kind: DataKind | null;
  /** Null: it concerns no tenant alone. */
  readonly tenantId: TenantId | null;
  /** Null: it concerns more than one recording. */
  readonly recordingId: RecordingId | null;
  /** Of personal data: the id of the row; null: it concerns more than one. */
  readonly row: string | null;
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
  /** By tenant, and by kind of its personal data. */
  readonly #ofTenant = new Map<string, number>();
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

  add({ step, kind = null, tenantId = null, recordingId = null, row = null }: FailedWork, error: unknown): void {
    this.#count += 1;
    const scope = scopeOf(tenantId, kind);
    if (scope !== null) this.#ofTenant.set(scope, (this.#ofTenant.get(scope) ?? 0) + 1);
    if (this.#listed.length >= MAX_LISTED) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#listed.push({ step, kind, tenantId, recordingId, row, reason });
    this.#log.error(
      { err: error, step, kind, tenantId, recordingId, row },
      'retention: something failed; the run goes on without it',
    );
  }

  hasGivenUp(tenantId: TenantId | null, kind: DataKind | null = null): boolean {
    return (this.#ofTenant.get(scopeOf(tenantId, kind) ?? '') ?? 0) >= MAX_OF_TENANT;
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
   * Does the work for all recordings, or rows of a kind, of a tenant together. If that fails, for each half of them, down to the bad ones, which are
   * added here: so one bad row costs few transactions, and the others are done.
   */
  async inHalves<T, Id extends string = RecordingId>(
    about: Pick<RunFailure, 'step' | 'tenantId'> & { readonly kind?: DataKind },
    ids: readonly Id[],
    work: (ids: readonly Id[]) => Promise<T>,
  ): Promise<T[]> {
    if (ids.length === 0 || this.hasGivenUp(about.tenantId, about.kind)) return [];
    try {
      return [await work(ids)];
    } catch (error) {
      const [only] = ids;
      if (ids.length === 1) {
        this.add(
          {
            ...about,
            ...(about.kind === undefined ? { recordingId: only! as string as RecordingId } : { row: only! }),
          },
          error,
        );
        return [];
      }
      const middle = Math.ceil(ids.length / 2);
      const first = await this.inHalves(about, ids.slice(0, middle), work);
      return [...first, ...(await this.inHalves(about, ids.slice(middle), work))];
    }
  }
}

/** Whose failures are counted together; null: nobody's. */
function scopeOf(tenantId: TenantId | null, kind: DataKind | null): string | null {
  return kind === null ? tenantId : `${kind} ${tenantId ?? ''}`;
}
