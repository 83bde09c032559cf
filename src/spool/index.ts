export { type CallWriter, type EndRecord, MAX_SPOOLED_PACKET_BYTES, type OpenRecord } from './call-writer.ts';
export { flaggedByEnd } from './flagged-by-end.ts';
export { type DamagedChunk, readSpooledCall } from './read-spooled-call.ts';
export type { ClosedSegment, SegmentLogEvents } from './segment-log.ts';
export { type LogPlace, openSpool, type Spool } from './spool.ts';
export { createSpoolWriter, type SpoolWriter, type SpoolWriterOptions } from './spool-writer.ts';
export type { LegCodec, SpooledCall, SpooledLeg, SpooledPacket, SpoolExtent } from './spooled-call.ts';
