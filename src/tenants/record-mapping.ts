/** The shapes of call records that a source may send. `fonoteka`: our own field names. */
export const RECORD_FORMATS = [
  'fonoteka',
  'asterisk-csv',
  'asterisk-json',
  'freeswitch-json',
  'freeswitch-xml',
  '3cx',
  'kamailio-acc',
  'broadworks',
  'csv',
] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/**
 * What a call record says about a call. `answered` is a word (`ANSWERED`, `NO ANSWER`, `yes`), `duration` and `talkTime` are in seconds or as `HH:MM:SS`: from the
 * start, and from the answer, to the end.
 */
export const RECORD_FIELDS = [
  'startedAt',
  'answeredAt',
  'endedAt',
  'caller',
  'callee',
  'direction',
  'externalId',
  'tenantId',
  'answered',
  'duration',
  'talkTime',
] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/** How a source's call records are read. */
export interface RecordMapping {
  readonly format: RecordFormat;
  /**
   * Where a field is, in place of the format's own: the name of a column or field, a path (`variables.sip_call_id`), or the number of a column, from 1.
   * Several with commas between them: the first that has a value.
   */
  readonly fields: Readonly<Partial<Record<RecordField, string>>>;
}

/** As all sources of earlier releases. */
export const OWN_FORMAT: RecordMapping = { format: 'fonoteka', fields: {} };

/** The longest names in PBXs’ records are a third of it. */
export const MAX_RECORD_PATH_CHARS = 128;

/** The places of a field that is not in the format's own; undefined: it is. */
export function ownPlaces({ fields }: RecordMapping, field: RecordField): readonly string[] | undefined {
  return fields[field]
    ?.split(',')
    .map((place) => place.trim())
    .filter((place) => place !== '');
}
