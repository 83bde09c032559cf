import { AUDIO_TARGETS } from './audio-targets.ts';
import { BODY_TARGETS } from './body-targets.ts';
import { FTP_TARGETS } from './ftp-targets.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { MEDIA_TARGETS } from './media-targets.ts';
import { mutate, type PumpedInput, pumped } from './mutate.ts';
import { Random } from './random.ts';
import { RECORD_TARGETS } from './record-targets.ts';
import { SFTP_TARGETS } from './sftp-targets.ts';
import { SIP_TARGETS } from './sip-targets.ts';
import { SPOOL_TARGET } from './spool-target.ts';
import { WEBDAV_TARGETS } from './webdav-targets.ts';

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...SIP_TARGETS,
  ...BODY_TARGETS,
  ...RECORD_TARGETS,
  ...MEDIA_TARGETS,
  ...AUDIO_TARGETS,
  ...FTP_TARGETS,
  ...SFTP_TARGETS,
  ...WEBDAV_TARGETS,
  SPOOL_TARGET,
];

/** The input of a number: the same each time, as long as the seeds are. */
export function inputOf({ seeds, maxBytes }: FuzzTarget, number: number): Buffer {
  const random = new Random(number);
  if (random.chance(50)) return random.bytes(random.size(2000));
  return mutate(random.pick(seeds), random, seeds).subarray(0, maxBytes);
}

/** The input of a number that can be made longer. */
export function pumpedInputOf({ seeds }: FuzzTarget, number: number): PumpedInput {
  const random = new Random(number);
  return pumped(random.pick(seeds), random);
}
