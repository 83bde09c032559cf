export * from './call-description.ts';
export * from './file-name.ts';
export { keptDocuments } from './metadata-documents.ts';
export * from './pauses.ts';
