import { getPriority } from 'node:os';
import koffi from 'koffi';

/** Of setpriority(2), for which 0 is the calling thread. */
const PRIO_PROCESS = 0;
const CALLING_THREAD = 0;

/**
 * Encoder threads get the CPU when capture, SIP and the API leave it: at +10 a tenth of what each of those gets on a core that both want.
 * They are never without any, as they would be at the lowest one.
 */
const ENCODER_NICENESS = 10;

/** Puts the calling thread behind the others of its process. False: the system does not let it, and it goes on as it is. */
export function yieldToOthers(): boolean {
  try {
    const setPriority = koffi.load('libc.so.6').func('int setpriority(int which, unsigned int who, int priority)');
    // Whoever started the service may have put it further behind.
    const niceness = Math.max(ENCODER_NICENESS, getPriority(CALLING_THREAD));
    return setPriority(PRIO_PROCESS, CALLING_THREAD, niceness) === 0;
  } catch {
    return false;
  }
}
