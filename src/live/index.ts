export { findLiveCall, type LiveCall, liveCallsOf, liveCallsOfAll } from './live-calls.ts';
export { LiveCallsReporter } from './live-calls-reporter.ts';
