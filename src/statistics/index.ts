export { type CallStatistics, type CallSums, callStatistics, type TalkSums } from './call-statistics.ts';
export { LONG_SILENCE_MS } from './call-sums.ts';
export {
  makeReport,
  MAX_RECIPIENTS,
  readReportSettings,
  reportCandidates,
  saveReportSettings,
  sendMonthlyReports,
} from './monthly-report.ts';
export { lengthOf, type Period } from './periods.ts';
export { spanOf, sumDays } from './sum-days.ts';
