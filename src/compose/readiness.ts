import { sql } from 'kysely';
import type { ReadinessChecks } from '../api/index.ts';
import type { Role } from '../config/index.ts';
import type { RunningRole, Shared } from './shared.ts';

/** Whether this process can work, from before its database is there until its roles have stopped. */
export class Readiness {
  /** In the order in which they were started. */
  readonly roles = new Map<Role, RunningRole>();
  #shared: Shared | null = null;

  /** All roles have started. */
  started(shared: Shared): void {
    this.#shared = shared;
  }

  stopping(): void {
    this.#shared = null;
  }

  /** Why a check failed is only logged: anybody may call `/readyz`, and the reason may contain addresses. */
  async checks(): Promise<ReadinessChecks> {
    if (this.#shared === null) return { started: { ok: false } };
    const { database, log, storesMounted } = this.#shared;
    const databaseAnswers = await sql`SELECT 1`.execute(database.db).then(
      () => true,
      (err: unknown) => {
        log.warn({ err }, 'readiness: the database does not answer');
        return false;
      },
    );
    const ofRoles = [...this.roles.values()].flatMap(({ checks }) =>
      Object.entries(checks).map(([name, check]) => [name, check()]),
    );
    const stores = databaseAnswers && (await storesMounted());
    return {
      database: { ok: databaseAnswers },
      stores: { ok: stores },
      ...Object.fromEntries(ofRoles.map(([name, isOk]) => [name, { ok: isOk }])),
    };
  }
}
