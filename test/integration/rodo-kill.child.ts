import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { workOnRequests } from '../../src/rodo/index.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';

/** Does the RODO job once and kills itself at the given step, or exits normally if there are fewer. */
const [url, folder, now, lastStep] = process.argv.slice(2) as [string, string, string, string];
const { counted, CountedAuditLog } = killAtStep(Number(lastStep));
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
