export { auditCutBefore } from './audit-cuts.ts';
export { DATA_KINDS, type DataKind, type DataPeriods, shownPeriod } from './data-kinds.ts';
export { dueData, overdueData } from './due-data.ts';
export { firstEnds } from './grace.ts';
export { pauseRetention, resumeRetention, retentionPauses } from './pauses.ts';
