export { type CallWriter, type EndRecord, type OpenRecord } from './call-writer.ts';
export { flaggedByEnd } from './flagged-by-end.ts';
export { type DamagedChunk, readSpooledCall } from './read-spooled-call.ts';
export type { ClosedSegment } from './segment-log.ts';
export { type LogPlace, openSpool, type Spool } from './spool.ts';
export { createSpoolWriter, type SpoolWriter } from './spool-writer.ts';
export type { LegCodec, SpooledCall, SpooledLeg, SpooledPacket, SpoolExtent } from './spooled-call.ts';
