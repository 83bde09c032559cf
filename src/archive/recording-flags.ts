import type { EncodedRecording } from '../encoding/index.ts';
import type { CallDescription, CallFlag } from '../recording/index.ts';
import { withEndFlag, type SpooledCall } from '../spool/index.ts';

/** The description with everything that only the finished recording tells. */
export function flaggedByRecording(call: SpooledCall, { legs }: Pick<EncodedRecording, 'legs'>): CallDescription {
  const description = withEndFlag(call.description, call.endReason);
  const flags = new Set<CallFlag>(description.flags);
  if (legs.every(({ packets }) => packets === 0)) flags.add('no-audio');
  if (legs.some(({ channel, packets }) => channel === 'mixed' && packets > 0)) flags.add('mixed-stream');
  return { ...description, flags: [...flags] };
}
