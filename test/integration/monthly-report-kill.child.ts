import { sendMonthlyReports } from '../../src/statistics/index.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';

/** Sends the reports and kills itself when the first company's mails and their note are written, before the commit. */
const [url, now] = process.argv.slice(2) as [string, string];
const { CountedAuditLog } = killAtStep(0);
const db = connect(url, quietLog);
const clock = new ManualClock(Number(now));
const signal = new AbortController().signal;
await sendMonthlyReports({
  db,
  clock,
  audit: new CountedAuditLog(db, clock),
  statisticsUrl: 'https://panel.example',
  signal,
});
await db.destroy();
