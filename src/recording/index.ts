export * from './call-description.ts';
export * from './direction.ts';
export * from './earliest-start.ts';
export * from './file-name.ts';
export * from './no-recording-reason.ts';
