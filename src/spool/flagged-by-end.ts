import type { CallDescription, CallFlag, EndReason } from '../recording/index.ts';

const FLAG_OF_END: Record<EndReason, CallFlag | null> = {
  'hang-up': null,
  'rtp-timeout': 'rtp-timeout',
  shutdown: 'cut',
  killed: 'cut',
};

/** The description with the flag that the way the recording ended calls for. */
export function flaggedByEnd(description: CallDescription, reason: EndReason): CallDescription {
  const flag = FLAG_OF_END[reason];
  if (flag === null || description.flags.includes(flag)) return description;
  return { ...description, flags: [...description.flags, flag] };
}
