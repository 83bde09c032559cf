export { deliverableCondition } from './awaiting-delivery.ts';
export {
  awaitingDeliveryCounter,
  countKeptRecordings,
  type RecordingTotals,
} from './count-recordings.ts';
export { destroyOnRequest } from './destroy-on-request.ts';
export { exportDestructionExtract } from './destruction-extract.ts';
export { destructionLogSigner, exportDestructionLog } from './destruction-log-store.ts';
export { expiresAt, keptUntil } from './expiry.ts';
export { holdLimits } from './hold-limits.ts';
export {
  type HoldDeps,
  type HoldRequest,
  holdsInForce,
  holdsOfTenant,
  liftHold,
  placeHold,
  tenantOfRecording,
} from './holds.ts';
export {
  closeDueTenants,
  KEPT_TABLES,
  type LeaveStatus,
  leaveStatus,
  orderLeave,
  unfinishedLeaves,
  withdrawLeave,
} from './leaving/index.ts';
export { queueOptionEndWarnings } from './option-end-warnings.ts';
export { overdueDestruction, showOverdue } from './overdue.ts';
export { type PlannedDestruction, planRetention, type RetentionPlan } from './plan-retention.ts';
export { type Hold, holdInForce, isKept } from './recording-conditions.ts';
export {
  auditCutBefore,
  DATA_KINDS,
  type DataPeriods,
  dueData,
  firstEnds,
  overdueData,
  pauseRetention,
  resumeRetention,
  retentionPauses,
  shownPeriod,
} from './personal-data/index.ts';
export { replayDestructionLog } from './replay-log.ts';
export { replaceDayKeys } from './replace-day-keys.ts';
export { requireComplete, type RetentionDeps, type RetentionRun, runRetention } from './run-retention.ts';
export { addSimulated, NOTHING, simulateRetention, type SimulatedTotals } from './simulate-retention.ts';
export { clocksAgree, MonotonicReference } from './trusted-clock.ts';
export {
  type LogVerification,
  verifyDestructionLog,
  verifyExportedDestructionLog,
} from './verify-destruction-log.ts';
