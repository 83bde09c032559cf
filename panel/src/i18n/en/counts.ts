import type { Translation } from '../pl.ts';

/** English has two forms; the others are named for the type only. */
export const counts: Translation['counts'] = {
  days_one: '{{count}} day',
  days_few: '{{count}} days',
  days_many: '{{count}} days',
  days_other: '{{count}} days',
  recordings_one: '{{count, number(useGrouping: always)}} recording',
  recordings_few: '{{count, number(useGrouping: always)}} recordings',
  recordings_many: '{{count, number(useGrouping: always)}} recordings',
  recordings_other: '{{count, number(useGrouping: always)}} recordings',
  ofRecordings_one: '{{count, number(useGrouping: always)}} recording',
  ofRecordings_few: '{{count, number(useGrouping: always)}} recordings',
  ofRecordings_many: '{{count, number(useGrouping: always)}} recordings',
  ofRecordings_other: '{{count, number(useGrouping: always)}} recordings',
  ofCalls_one: '{{count, number(useGrouping: always)}} call',
  ofCalls_few: '{{count, number(useGrouping: always)}} calls',
  ofCalls_many: '{{count, number(useGrouping: always)}} calls',
  ofCalls_other: '{{count, number(useGrouping: always)}} calls',
  ofChars_one: '{{count}} character',
  ofChars_few: '{{count}} characters',
  ofChars_many: '{{count}} characters',
  ofChars_other: '{{count}} characters',
};
