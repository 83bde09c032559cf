export { panelFolder } from './panel-folder.ts';
export { pushTarget } from './push-target.ts';
export { type ReadyReport, readReadyFile } from './ready-file.ts';
export { type Service, startService } from './service.ts';
export { keyStore, recordingStore } from './shared.ts';
export { untilSignal } from './until-signal.ts';
