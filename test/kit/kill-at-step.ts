import { AuditLog } from '../../src/audit/index.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { ManualClock } from './manual-clock.ts';
import { quietLog } from './quiet-log.ts';

/**
 * In a child process: kills it (SIGKILL) at a step. A step is a call of a counted object, or the end of a call of the audit log,
 * which is the last thing before a transaction's commit.
 */
export function killAtStep(last: number) {
  let steps = 0;
  const step = (): void => {
    if (steps++ === last) process.kill(process.pid, 'SIGKILL');
  };
  /** The same object, with a step before each call of a method. */
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const member = Reflect.get(target, name, target) as unknown;
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          step();
          return Reflect.apply(member, target, given) as unknown;
        };
      },
    });
  class CountedAuditLog extends AuditLog {
    override async recordAll(...given: Parameters<AuditLog['recordAll']>): Promise<void> {
      await super.recordAll(...given);
      step();
    }
  }
  return {
    counted,
    step,
    CountedAuditLog,
    /** What a job works on, counted: stores in the folder, the audit log, a clock that stands at `now`. */
    deps: (db: Database, folder: string, now: number) => {
      const clock = new ManualClock(now);
      return {
        db,
        objects: counted(new FolderObjectStore(`${folder}/objects`)),
        keys: counted(new FolderKeyStore(`${folder}/keys`)),
        audit: new CountedAuditLog(db, clock),
        clock,
        databaseNow: async () => clock.now(),
        log: quietLog,
      };
    },
  };
}
