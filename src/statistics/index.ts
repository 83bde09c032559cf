export { type CallStatistics, type CallSums, callStatistics, type TalkSums } from './call-statistics.ts';
export { LONG_SILENCE_MS } from './call-sums.ts';
export { lengthOf, type Period } from './periods.ts';
export { spanOf, sumDays } from './sum-days.ts';
