import { isObject, objectRecord, type ReceivedRecord } from './received-record.ts';
import type { RecordLayout, SkippedRecord, TextOf } from './record-layout.ts';

/**
 * A channel of a call has a `callflow` for each extension that it went through, with the last one first. The first one has the number that was dialled
 * (`switch_ivr_generate_xml_cdr`, `switch_ivr_generate_json_cdr`).
 */
function prepare(record: ReceivedRecord): ReceivedRecord {
  const flows = record.fields['callflow'];
  if (!Array.isArray(flows)) return record;
  const byIndex = flows.filter(isObject).toSorted((a, b) => profileIndex(a) - profileIndex(b));
  return objectRecord({ ...record.fields, callflow: byIndex[0] });
}

function profileIndex(flow: Record<string, unknown>): number {
  const index = Number(flow['profile_index']);
  return Number.isNaN(index) ? Infinity : index;
}

/** A B-leg is one that another channel made: it names that channel. */
function skip(textOf: TextOf): SkippedRecord | null {
  const uuid = textOf('variables.uuid');
  const origins = [textOf('variables.originator'), textOf('variables.originating_leg_uuid')];
  return origins.some((origin) => origin !== '' && origin !== uuid) ? 'leg-of-another-call' : null;
}

/** Values are URL-encoded (`encode-values`, and always in XML); what is not is as it is. A `+` is a plus. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const FREESWITCH: RecordLayout = {
  places: {
    startedAt: [
      'variables.start_uepoch',
      'variables.start_epoch',
      'variables.start_stamp',
      'callflow.times.created_time',
    ],
    answeredAt: [
      'variables.answer_uepoch',
      'variables.answer_epoch',
      'variables.answer_stamp',
      'callflow.times.answered_time',
    ],
    endedAt: ['variables.end_uepoch', 'variables.end_epoch', 'variables.end_stamp', 'callflow.times.hangup_time'],
    caller: ['callflow.caller_profile.caller_id_number', 'variables.caller_id_number', 'variables.sip_from_user'],
    callee: ['callflow.caller_profile.destination_number', 'variables.destination_number', 'variables.sip_to_user'],
    // FusionPBX's. FreeSWITCH's own `direction` is as the switch sees a channel: the first one of each call is `inbound`.
    direction: ['variables.call_direction'],
    externalId: ['variables.uuid', 'callflow.caller_profile.uuid'],
    duration: ['variables.duration'],
    talkTime: ['variables.billsec'],
  },
  answerIsAlwaysReported: true,
  prepare,
  skip,
  decode,
};
