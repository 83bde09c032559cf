import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { runRetention } from '../../src/retention/index.ts';
import { DEFAULT_PERIODS } from '../kit/default-periods.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';

/** Runs retention once and kills itself at the given step, every query being one too, or exits normally if there are fewer. */
const [url, folder, now, lastStep] = process.argv.slice(2) as [string, string, string, string];
const { counted, CountedAuditLog } = killAtStep(Number(lastStep));
const queries = counted({ count: () => {} });
const db = connect(url, quietLog).withPlugin({
  transformQuery: ({ node }) => {
    queries.count();
    return node;
  },
  transformResult: async ({ result }) => result,
});
const clock = new ManualClock(Number(now));
await runRetention({
  db,
  objects: counted(new FolderObjectStore(`${folder}/objects`)),
  keys: counted(new FolderKeyStore(`${folder}/keys`)),
  audit: new CountedAuditLog(db, clock),
  clock,
  databaseNow: async () => clock.now(),
  log: quietLog,
  keepUndeliveredDays: 0,
  periods: DEFAULT_PERIODS,
});
await db.destroy();
