/** What a start needs before it loads the roles. */
export { type ReadyReport, readReadyFile } from './ready-file.ts';
export { type Service, startService, untilSignal } from './service.ts';
