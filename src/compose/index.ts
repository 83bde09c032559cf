export { withUploads } from './command-uploads.ts';
export { dataPeriods } from './data-periods.ts';
export { type FileUploads, openFileUploads } from './file-uploads.ts';
export { pushTarget } from './delivery.ts';
export { oidcDeps, oidcRedirectUri } from './oidc.ts';
export { type ReadyReport, readReadyFile, type Service, startService, untilSignal } from './service.ts';
export { databaseConnections, panelUrl } from './shared.ts';
export { keyStore, recordingsBucket, recordingStore, storeIdentity } from './stores.ts';
export { panelFolder } from './web.ts';
