export { pushTarget } from './delivery.ts';
export { type ReadyReport, readReadyFile, type Service, startService, untilSignal } from './service.ts';
export { keyStore, recordingStore, storeIdentity } from './shared.ts';
export { panelFolder } from './web.ts';
