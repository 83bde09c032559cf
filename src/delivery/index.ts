export { makePackage, type PackageRequest } from './days/make-package.ts';
export { makePackages, type MakePackagesOptions } from './days/make-packages.ts';
export { sendDay, type SendDayRequest } from './days/send-day.ts';
export { createHookMetrics, type HookDeps, sendDueHooks } from './hooks/send-due-hooks.ts';
export { type DayQuery, type DayReport, dayReport } from './reports/day-report.ts';
export { type DaysQuery, type DaySummary, daySummaries } from './reports/day-summaries.ts';
export { type PushSetup, pushSetup } from './reports/push-setup.ts';
export { type PushStatus, pushStatuses } from './reports/push-statuses.ts';
export { createDeliveryMetrics, type DeliveryMetrics } from './sending/delivery-metrics.ts';
export { Delivery } from './sending/delivery.ts';
export type { DeliverTargetDeps } from './sending/deliver-target.ts';
export {
  changeTarget,
  type ChangeTargetDeps,
  type PushSettingsRequest,
  requestedSettings,
} from './targets/change-target.ts';
export {
  countUnreadableSecrets,
  MAX_CONNECTIONS,
  type PushSettings,
  readTarget,
  removeTarget,
  saveTarget,
} from './targets/target-store.ts';
export { newSshKey } from './targets/ssh-keys.ts';
export { notifyFailures, notifyNotSetUp, type NotifyOptions } from './notifications/notify-customers.ts';
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
export { type ConnectionTest, testConnection, type TestConnectionDeps } from './targets/test-connection.ts';
