import type { CaptureRefusal } from '../capture/index.ts';
import { SERVICE_UNAVAILABLE } from './sip/responses.ts';
import type { ResponseOptions } from './sip/transaction-user.ts';

/** Why new sessions are refused for now. */
export type UnavailableReason = CaptureRefusal | 'draining' | 'directory-unread';

/** For the PBX's log: the reason phrase of a 503, the same to an INVITE and to OPTIONS. */
const PHRASES: Readonly<Record<UnavailableReason, string>> = {
  'too-many-calls': 'Recorder Full',
  overloaded: 'Recorder Overloaded',
  'no-ports': 'No Free RTP Port',
  'disk-nearly-full': 'Disk Nearly Full',
  'disk-failing': 'Disk Cannot Be Written',
  restarting: 'No Media Thread',
  closed: 'Recorder Stops',
  draining: 'Recorder Stops',
  'directory-unread': 'Directory Not Read Yet',
};

/** RFC 3261 §21.5.4: another recorder may take it. */
export function unavailable(reason: UnavailableReason): ResponseOptions {
  return { ...SERVICE_UNAVAILABLE, reason: PHRASES[reason] };
}
