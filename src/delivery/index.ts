export { makePackage, makePackages, type MakingOptions, type PackageWish } from './days/make-packages.ts';
export { createDeliveryMetrics, type DeliveryMetrics } from './sending/delivery-metrics.ts';
export { type RunningDelivery, startDelivery } from './sending/start-delivery.ts';
export type { TargetParts } from './sending/deliver-target.ts';
export { MAX_CONNECTIONS, type PushSettings } from './targets/push-settings.ts';
export { placeOf, readTarget, removeTarget, saveTarget } from './targets/target-store.ts';
export { type TellingParts, tellFailures } from './letters/tell-failures.ts';
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
