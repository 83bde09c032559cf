import { beginMove, moveObjects } from '../../src/platform/move-store.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { twoPlaceStore } from '../kit/two-place-store.ts';

/** Moves a store and kills itself at the given step. */
const [url, folder, lastStep] = process.argv.slice(2) as [string, string, string];
const db = connect(url, quietLog);
const { move } = twoPlaceStore(db, folder, killAtStep(Number(lastStep)).counted);
await beginMove(move, 's3');
await moveObjects(move, 's3');
await db.destroy();
