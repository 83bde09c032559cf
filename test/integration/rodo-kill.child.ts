import { connect } from '../../src/platform/postgres/connect.ts';
import { workOnRequests } from '../../src/rodo/index.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { quietLog } from '../kit/quiet-log.ts';

/** Does the RODO job once and kills itself at the given step, or exits normally if there are fewer. */
const [url, folder, now, lastStep] = process.argv.slice(2) as [string, string, string, string];
const { deps } = killAtStep(Number(lastStep));
const db = connect(url, quietLog);
await workOnRequests({
  ...deps(db, folder, Number(now)),
  folder,
});
await db.destroy();
