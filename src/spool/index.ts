export { type CallWriter, type EndRecord, type OpenRecord } from './call-writer.ts';
export { DiskSpace } from './disk-space.ts';
export { DurableQueue } from './durable-queue.ts';
export { deleteMirror, rebuildSpool } from './mirror/rebuild-spool.ts';
export { SpoolMirror } from './mirror/spool-mirror.ts';
export { readSpooledCall } from './read-spooled-call.ts';
export { lastArrivalMs } from './recover-calls.ts';
export { deleteRunKeys } from './segment-key.ts';
export { Spool } from './spool.ts';
export { type ClosedSegment, SpoolWriter, type SyncedFile, type WriterLocation } from './spool-writer.ts';
export {
  type LegCodec,
  type LegSecurity,
  type SpooledCall,
  type SpooledLeg,
  type SpooledPacket,
  type SpoolExtent,
  withEndFlag,
} from './spooled-call.ts';
