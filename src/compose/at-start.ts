/** What a start needs before it loads the roles. */
export { type ReadyReport, readReadyFile } from './ready-file.ts';
export { exitInTime, type Service, startService, untilSignal } from './service.ts';
