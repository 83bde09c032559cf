import type { FoundFields, RecordLayout, SkippedRecord, TextOf } from './record-layout.ts';

/** Table `acc` has a row of each request that was accounted: a BYE or an ACK is no call. */
function skip(textOf: TextOf): SkippedRecord | null {
  const method = textOf('method');
  return method === '' || method.toUpperCase() === 'INVITE' ? null : 'not-a-call';
}

/** A row of `acc` has the time of the final response: of the answer, or of the end where there was none. */
function refine(found: FoundFields, textOf: TextOf): FoundFields {
  if (found.startedAt?.path !== 'time') return found;
  const later = isAnswered(textOf('sip_code')) === true ? 'answeredAt' : 'endedAt';
  return { [later]: found.startedAt, ...found };
}

function isAnswered(sipCode: string): boolean | undefined {
  return /^[1-6]\d\d$/.test(sipCode) ? sipCode.startsWith('2') : undefined;
}

/**
 * The tables `acc`, `missed_calls` and `acc_cdrs` of the module acc, with the extra columns of the sample configuration (`src_user`, `dst_user`, `dst_ouser`), and
 * the table `cdrs` that its documentation makes of them (`call_start_time`, `src_username`). Also acc of OpenSIPS.
 */
export const KAMAILIO: RecordLayout = {
  places: {
    startedAt: ['start_time', 'call_start_time', 'created', 'time'],
    answeredAt: ['answer_time'],
    endedAt: ['end_time', 'call_end_time'],
    caller: ['src_user', 'src_username', 'caller', 'from_user', 'src_uri', 'from_uri'],
    callee: ['dst_ouser', 'dst_ousername', 'dst_user', 'dst_username', 'callee', 'to_user', 'dst_uri', 'to_uri'],
    externalId: ['callid', 'sip_call_id', 'call_id'],
    answered: ['sip_code'],
    duration: ['duration'],
  },
  skip,
  isAnswered,
  refine,
};
