import { statSync } from 'node:fs';
import type { Logger } from '../platform/logging.ts';
import type { RecoveredCalls } from './recover-calls.ts';
import { usedBytes } from './release-space.ts';
import { type ScannedSegment, scanSegment, type SkippedBytes } from './scan-segment.ts';
import { SegmentRecordList } from './segment-records.ts';
import type { ClosedSegment } from './spool-writer.ts';

interface SegmentToRecover {
  readonly segment: ScannedSegment;
  /** Gets its records. */
  readonly recovered: RecoveredCalls;
  /** Called at the end. */
  readonly onDamaged: (file: string) => void;
  readonly log: Logger;
}

/** A segment that nobody writes to any more. Throws when it cannot be read. */
export function recoverSegment({ segment, recovered, onDamaged, log }: SegmentToRecover): ClosedSegment {
  const { file } = segment;
  const list = new SegmentRecordList();
  let sizeBytes = 0;
  let isDamaged = false;
  const onSkipped = (skipped: SkippedBytes): void => {
    list.addSkipped(skipped.cause, skipped.offset + skipped.bytes);
    if (skipped.cause === 'released') return;
    log.warn({ file, ...skipped }, 'spool: segment truncated or damaged; the bytes were skipped');
    if (skipped.cause === 'damaged') isDamaged = true;
  };
  for (const record of scanSegment(segment, onSkipped)) {
    if (!recovered.add(record)) isDamaged = true;
    sizeBytes = record.extent.offset + record.extent.length;
    list.add(record.header.recordingId, sizeBytes);
  }
  if (isDamaged) onDamaged(file);
  const { recordingIds, records } = list;
  return { file, sizeBytes, usedBytes: usedBytes(statSync(file)), recordingIds, endedIds: recordingIds, records };
}
