export { exportTenant, type TenantExport } from './export/index.ts';
export { forgetNumberInPackages } from './days/forget-number.ts';
export { makePackage } from './days/make-package.ts';
export { makePackages } from './days/make-packages.ts';
export { sendDay } from './days/send-day.ts';
export {
  addCallHook,
  type CallHookContents,
  changeCallHook,
  listCallHooks,
  removeCallHook,
} from './call-hooks/call-hooks.ts';
export { listDeliveries, resendDelivery, tryCallHook } from './call-hooks/delivery-log.ts';
export { type CallEventMessage, queueCallHooks, reportedAsFailed } from './call-hooks/queue-call-hooks.ts';
export { sendCallHooks } from './call-hooks/send-call-hooks.ts';
export { createHookMetrics } from './hooks/hook-sender.ts';
export { sendDueHooks } from './hooks/send-due-hooks.ts';
export { type DayReport, dayReport } from './reports/day-report.ts';
export { daySummaries } from './reports/day-summaries.ts';
export { pushSetup } from './reports/push-setup.ts';
export { type PushStatus, pushStatuses } from './reports/push-statuses.ts';
export { createDeliveryMetrics, showWaitingPackages } from './sending/delivery-metrics.ts';
export { Delivery } from './sending/delivery.ts';
export { changeTarget, requestedSettings } from './targets/change-target.ts';
export {
  countUnreadableSecrets,
  MAX_CONNECTIONS,
  type PushSettings,
  readTarget,
  removeTarget,
  saveTarget,
} from './targets/target-store.ts';
export { newSshKey } from './targets/ssh-keys.ts';
export { notifyFailures, notifyNotSetUp } from './notifications/notify-customers.ts';
export { removeEndedTargets } from './targets/remove-ended-targets.ts';
export {
  hasControlCharacters,
  MAX_FOLDER_CHARS,
  MAX_HOST_CHARS,
  MAX_URL_CHARS,
  readEndpoint,
  readFolder,
  readHookUrl,
  readHost,
} from './targets/target-fields.ts';
export { type ConnectionTest, testConnection } from './targets/test-connection.ts';
