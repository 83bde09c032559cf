import type { UnrecordedCall } from './unrecorded-call.ts';

/** A call as its record tells of it. `reason` is why it has no recording, should there be none. */
export interface CallRecord extends Omit<UnrecordedCall, 'correlationId'> {
  /** The PBX's id of the record. */
  readonly externalId: string | null;
}
