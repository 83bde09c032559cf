import { connect } from '../../src/platform/postgres/connect.ts';
import { runRetention } from '../../src/retention/index.ts';
import { DEFAULT_PERIODS } from '../kit/default-periods.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { quietLog } from '../kit/quiet-log.ts';

/** Runs retention once and kills itself at the given step, every query being one too, or exits normally if there are fewer. */
const [url, folder, now, lastStep] = process.argv.slice(2) as [string, string, string, string];
const { counted, deps } = killAtStep(Number(lastStep));
const queries = counted({ count: () => {} });
const db = connect(url, quietLog).withPlugin({
  transformQuery: ({ node }) => {
    queries.count();
    return node;
  },
  transformResult: async ({ result }) => result,
});
await runRetention({
  ...deps(db, folder, Number(now)),
  keepUndeliveredDays: 0,
  periods: DEFAULT_PERIODS,
});
await db.destroy();
