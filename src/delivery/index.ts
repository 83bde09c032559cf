export { makePackage, makePackages, type MakePackagesOptions, type PackageRequest } from './days/make-packages.ts';
export { sendDay, type SendDayRequest } from './days/send-day.ts';
export { createHookMetrics } from './hooks/hook-metrics.ts';
export { type HookDeps, sendDueHooks } from './hooks/send-due-hooks.ts';
export { type DayQuery, type DayReport, dayReport } from './reports/day-report.ts';
export { type DaysQuery, type DaySummary, daySummaries } from './reports/day-summaries.ts';
export { type PushSetup, pushSetup } from './reports/push-setup.ts';
export { type PushStatus, pushStatuses } from './reports/push-statuses.ts';
export { createDeliveryMetrics, type DeliveryMetrics } from './sending/delivery-metrics.ts';
export { type RunningDelivery, startDelivery } from './sending/start-delivery.ts';
export type { DeliverTargetDeps } from './sending/deliver-target.ts';
export { changeTarget, type ChangeTargetDeps, requestedSettings } from './targets/change-target.ts';
export { MAX_CONNECTIONS, type PushSettings } from './targets/push-settings.ts';
export type { PushSettingsRequest } from './targets/push-wish.ts';
export { newSshKey } from './targets/ssh-keys.ts';
export { readTarget, removeTarget, saveTarget } from './targets/target-store.ts';
export { type NotifyOptions, notifyFailures } from './letters/tell-failures.ts';
export { notifyNotSetUp } from './letters/tell-not-set-up.ts';
export { removeEndedTargets } from './targets/forget-ended-pushes.ts';
export {
  hasControlCharacters,
  MAX_FOLDER_CHARS,
  MAX_HOST_CHARS,
  MAX_URL_CHARS,
  readEndpoint,
  readFolder,
  readHookUrl,
  readHost,
} from './targets/target-texts.ts';
export { type ConnectionTest, tryTarget, type TestConnectionDeps } from './targets/try-target.ts';
export { countUnreadableSecrets } from './targets/unopened-targets.ts';
