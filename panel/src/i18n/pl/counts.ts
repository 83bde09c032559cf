/**
 * Counts in other texts, which name them with their number: `$t(counts.days, {"count": {{days}} })`. Polish has three forms:
 * 1 dzień, 2 dni, 5 dni; 1 nagranie, 2 nagrania, 5 nagrań.
 */
export const counts = {
  days_one: '{{count}} dzień',
  days_few: '{{count}} dni',
  days_many: '{{count}} dni',
  days_other: '{{count}} dnia',
  recordings_one: '{{count, number(useGrouping: always)}} nagranie',
  recordings_few: '{{count, number(useGrouping: always)}} nagrania',
  recordings_many: '{{count, number(useGrouping: always)}} nagrań',
  recordings_other: '{{count, number(useGrouping: always)}} nagrania',
  /** After „z”. */
  ofRecordings_one: '{{count, number(useGrouping: always)}} nagrania',
  ofRecordings_few: '{{count, number(useGrouping: always)}} nagrań',
  ofRecordings_many: '{{count, number(useGrouping: always)}} nagrań',
  ofRecordings_other: '{{count, number(useGrouping: always)}} nagrania',
  ofCalls_one: '{{count, number(useGrouping: always)}} połączenia',
  ofCalls_few: '{{count, number(useGrouping: always)}} połączeń',
  ofCalls_many: '{{count, number(useGrouping: always)}} połączeń',
  ofCalls_other: '{{count, number(useGrouping: always)}} połączenia',
  ofChars_one: '{{count}} znaku',
  ofChars_few: '{{count}} znaków',
  ofChars_many: '{{count}} znaków',
  ofChars_other: '{{count}} znaku',
} as const;
