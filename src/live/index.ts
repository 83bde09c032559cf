export { findLiveCall, isInScope, type LiveCall, liveCallsOf, liveCallsOfAll } from './live-calls.ts';
export { ControlledCalls } from './controlled-calls.ts';
export { controlCall } from './live-controls.ts';
export { LiveCallsReporter } from './live-calls-reporter.ts';
export { LiveHub } from './live-hub.ts';
export { LiveMeasuring, WatchedTenants } from './live-measuring.ts';
export { type MeasuredCall, WATCH } from './live-messages.ts';
