export * from './call-description.ts';
export * from './channels.ts';
export * from './file-name.ts';
export { type LegCounts, type LegQuality, legQuality, readQuality, type RecordingQuality } from './leg-quality.ts';
export { keptDocuments } from './metadata-documents.ts';
export * from './parties.ts';
export * from './pauses.ts';
export { QUALITY_GRADES } from './voice-quality.ts';
export { BARE_FORMATS, type BareFormat } from './bare-format.ts';
