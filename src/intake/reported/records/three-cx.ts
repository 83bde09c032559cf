import type { FoundField, FoundFields, RecordLayout, TextOf } from './record-layout.ts';

/** The fields that 3CX offers for its CDRs, in the order of its documentation (“CDR – Call Data Records”); the operator may choose others. */
const COLUMNS = [
  'historyid',
  'callid',
  'duration',
  'time-start',
  'time-answered',
  'time-end',
  'reason-terminated',
  'from-no',
  'to-no',
  'from-dn',
  'to-dn',
  'dial-no',
  'reason-changed',
  'final-number',
  'final-dn',
  'bill-code',
  'bill-rate',
  'bill-cost',
  'bill-name',
  'chain',
  'from-type',
  'to-type',
  'final-type',
  'from-dispname',
  'to-dispname',
  'final-dispname',
  'missed-queue-calls',
];

const EXTENSION = /^ext\.?\s*/i;

/** Who is inside is `Ext.101`. `dial-no` is what was dialled: of an inbound call the public number, which `to-no` is not. */
function refine(found: FoundFields, textOf: TextOf): FoundFields {
  const isInside = EXTENSION.test(textOf('from-no')) || /^extension$/i.test(textOf('from-type'));
  const isFromLine = /line|external/i.test(textOf('from-type'));
  const isToLine = /line|external|outbound/i.test(textOf('to-type'));
  const isDialled = !isInside && found.callee?.path === 'to-no' && textOf('dial-no') !== '';
  const direction = isFromLine ? 'inbound' : isInside && isToLine ? 'outbound' : null;
  const callee = isDialled ? { path: 'dial-no', value: textOf('dial-no') } : found.callee;
  return {
    ...found,
    ...(found.caller && { caller: withoutPrefix(found.caller) }),
    ...(callee && { callee: withoutPrefix(callee) }),
    ...(direction !== null && found.direction === undefined && { direction: { value: direction, path: 'from-type' } }),
  };
}

function withoutPrefix({ path, value }: FoundField): FoundField {
  return { path, value: typeof value === 'string' ? value.trim().replace(EXTENSION, '') : value };
}

/** `2026/03/10 11:00:00`, or with dots. */
function time(text: string): string {
  return text.replace(/^(\d{4})[/.](\d{2})[/.](\d{2})(?=[ T])/, '$1-$2-$3');
}

export const THREE_CX: RecordLayout = {
  columns: () => COLUMNS,
  places: {
    startedAt: ['time-start'],
    answeredAt: ['time-answered'],
    endedAt: ['time-end'],
    caller: ['from-no', 'from-dn'],
    callee: ['to-no', 'dial-no', 'to-dn'],
    externalId: ['callid'],
    duration: ['duration'],
  },
  // 3CX writes UTC.
  timeZone: 'UTC',
  answerIsAlwaysReported: true,
  time,
  refine,
};
