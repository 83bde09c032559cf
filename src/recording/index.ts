export * from './call-description.ts';
export * from './file-name.ts';
export * from './pauses.ts';
