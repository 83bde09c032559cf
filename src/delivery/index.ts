export { makePackage, makePackages, type MakingOptions, type PackageWish } from './days/make-packages.ts';
export { sendDay, type SendingWish } from './days/send-day.ts';
export { createHookMetrics } from './hooks/hook-metrics.ts';
export { type HookParts, sendDueHooks } from './hooks/send-due-hooks.ts';
export { type DayAsked, type DayReport, dayReport } from './reports/day-report.ts';
export { type DaysAsked, type DaySummary, daySummaries } from './reports/day-summaries.ts';
export { type PushSetup, pushSetup } from './reports/push-setup.ts';
export { type PushStatus, pushStatuses } from './reports/push-statuses.ts';
export { createDeliveryMetrics, type DeliveryMetrics } from './sending/delivery-metrics.ts';
export { type RunningDelivery, startDelivery } from './sending/start-delivery.ts';
export type { TargetParts } from './sending/deliver-target.ts';
export { changeTarget, type ChangingParts, wishedSettings } from './targets/change-target.ts';
export { MAX_CONNECTIONS, type PushSettings } from './targets/push-settings.ts';
export type { PushWish } from './targets/push-wish.ts';
export { newSshKey } from './targets/ssh-keys.ts';
export { readTarget, removeTarget, saveTarget } from './targets/target-store.ts';
export { type TellingParts, tellFailures } from './letters/tell-failures.ts';
export { tellNotSetUp } from './letters/tell-not-set-up.ts';
export { forgetEndedPushes } from './targets/forget-ended-pushes.ts';
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
export { type TriedTarget, tryTarget, type TryingParts } from './targets/try-target.ts';
export { unopenedTargets } from './targets/unopened-targets.ts';
