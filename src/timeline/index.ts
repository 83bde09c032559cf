export { callTimeline } from './call-timeline.ts';
export { missingCall } from './missing-call.ts';
export { MISSING_CALL_REASONS, STEP_REASONS, VERDICTS } from './reasons.ts';
export { ANNOUNCED_BY, FETCHED_BY, STEP_STATES, STEPS } from './step.ts';
export { tenantOfCall } from './tenant-of-call.ts';
