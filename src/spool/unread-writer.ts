import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import type { WriterLocation } from './spool-writer.ts';
import type { SpoolExtent } from './spooled-call.ts';

/** Where the chunks of each call are. */
export type WrittenExtents = ReadonlyMap<RecordingId, readonly SpoolExtent[]>;

/** A writer of this run that is gone, and whose segments cannot be read at the moment. */
export interface UnreadWriter {
  readonly location: WriterLocation;
  readonly open: ReadonlySet<RecordingId>;
  readonly found: PromiseWithResolvers<WrittenExtents>;
}

export function stillUnreadable(): AppError {
  return new AppError(
    'spool-unreadable',
    'the segments of a dead media worker cannot be read; the next start recovers them',
  );
}
