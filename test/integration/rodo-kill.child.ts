import { AuditLog } from '../../src/audit/index.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { workOnRequests } from '../../src/rodo/index.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';

/**
 * Does the RODO job once and kills itself (SIGKILL) at the given step: a call of the stores of objects or keys, or the end of a
 * call of the audit log, which is the last thing before a transaction's commit. Exits normally if there are fewer steps.
 */
const [url, folder, now, lastStep] = process.argv.slice(2) as [string, string, string, string];
let steps = 0;

function step(): void {
  if (steps++ === Number(lastStep)) process.kill(process.pid, 'SIGKILL');
}

/** The same object, with a step before each call of a method. */
function counted<T extends object>(target: T): T {
  return new Proxy(target, {
    get(_, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        step();
        return Reflect.apply(member, target, given) as unknown;
      };
    },
  });
}

class CountedAuditLog extends AuditLog {
  override async recordAll(...given: Parameters<AuditLog['recordAll']>): Promise<void> {
    await super.recordAll(...given);
    step();
  }
}

const db = connect(url, quietLog);
const clock = new ManualClock(Number(now));
await workOnRequests({
  db,
  objects: counted(new FolderObjectStore(`${folder}/objects`)),
  keys: counted(new FolderKeyStore(`${folder}/keys`)),
  audit: new CountedAuditLog(db, clock),
  clock,
  databaseNow: async () => clock.now(),
  log: quietLog,
  folder,
});
await db.destroy();
