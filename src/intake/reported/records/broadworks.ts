import type { FoundFields, RecordLayout, SkippedRecord, TextOf } from './record-layout.ts';

/** The first fields of an accounting CDR as CSV, in the order of the “BroadWorks Accounting Call Detail Record Interface Specification”; hundreds follow. */
const COLUMNS = [
  'recordId',
  'serviceProvider',
  'type',
  'userNumber',
  'groupNumber',
  'direction',
  'callingNumber',
  'callingPresentationIndicator',
  'calledNumber',
  'startTime',
  'userTimeZone',
  'answerIndicator',
  'answerTime',
  'releaseTime',
  'terminationCause',
  'networkType',
  'carrierIdentificationCode',
  'dialedDigits',
  'callCategory',
  'networkCallType',
  'networkTranslatedNumber',
  'networkTranslatedGroup',
  'releasingParty',
  'route',
  'networkCallID',
  'codec',
  'accessDeviceAddress',
  'accessCallID',
  'spare29',
  'failoverCorrelationId',
  'spare31',
  'group',
  'department',
  'accountCode',
  'authorizationCode',
  'originalCalledNumber',
  'originalCalledPresentationIndicator',
  'originalCalledReason',
  'redirectingNumber',
  'redirectingPresentationIndicator',
  'redirectingReason',
  'chargeIndicator',
  'typeOfNetwork',
  'voicePortalInvocationTime',
  'localCallId',
  'remoteCallId',
  'callingPartyCategory',
];

/** A file begins and ends with a record of the type `Start` and `End`; `Long Duration` comes again while a call goes on. */
function skip(textOf: TextOf): SkippedRecord | null {
  const type = textOf('type');
  const isHead = textOf('1').startsWith('version=') && textOf('startTime') === '';
  return isHead || (type !== '' && type.toLowerCase() !== 'normal') ? 'not-a-call' : null;
}

/**
 * Each user of a call has a record. Both get the id of the one who calls, so that an internal call is one. `private`: within a group, where the direction is as each
 * user sees it.
 */
function refine(found: FoundFields, textOf: TextOf): FoundFields {
  const { direction, ...rest } = found;
  const isTerminating = /^terminating$/i.test(textOf('direction'));
  const isPrivate = /^private$/i.test(textOf('typeOfNetwork'));
  const isWithheld = isTerminating && /^(private|anonymous)/i.test(textOf('callingPresentationIndicator'));
  const remoteId = isTerminating && found.externalId?.path === 'localCallId' ? textOf('remoteCallId') : '';
  return {
    ...rest,
    ...(direction !== undefined && !(isPrivate && direction.path === 'direction') && { direction }),
    ...(remoteId !== '' && { externalId: { value: remoteId, path: 'remoteCallId' } }),
    ...(found.caller?.path === 'callingNumber' && isWithheld && { caller: { ...found.caller, value: null } }),
  };
}

/** `20260310100000.123`, in GMT; `userTimeZone` is for showing it. */
function time(text: string): string {
  return text.replace(/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\.\d+)?$/, '$1-$2-$3T$4:$5:$6$7Z');
}

export const BROADWORKS: RecordLayout = {
  columns: () => COLUMNS,
  places: {
    startedAt: ['startTime'],
    answeredAt: ['answerTime'],
    endedAt: ['releaseTime'],
    caller: ['callingNumber'],
    callee: ['calledNumber', 'dialedDigits'],
    direction: ['direction'],
    externalId: ['localCallId', 'networkCallID', 'recordId'],
    answered: ['answerIndicator'],
  },
  answerIsAlwaysReported: true,
  skip,
  // `Yes`, `No`, `Yes-PostRedirection`.
  isAnswered: (word) => (/^yes/i.test(word) ? true : /^no/i.test(word) ? false : undefined),
  time,
  refine,
};
