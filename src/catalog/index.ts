export { Catalog } from './catalog.ts';
export type {
  CallFilter,
  CatalogFile,
  ListedCall,
  ListedRecording,
  OpenedRecording,
} from './listed-call.ts';
export { ownExtensions, type TenantScope, wholeTenant } from './tenant-scope.ts';
export type { DayRange, TreePeriod } from './tree.ts';
