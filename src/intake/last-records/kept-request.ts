import type { RecordMapping } from '../../tenants/index.ts';
import { textOfLines } from '../reported/records/csv-lines.ts';
import type { ReadRecord } from '../reported/records/read-call-records.ts';
import type { RecordFieldError } from '../reported/records/read-record.ts';
import type { SkippedRecord } from '../reported/records/record-layout.ts';

/** What became of a call record. */
export interface KeptResult {
  /** The code of the error; null: taken, or skipped. */
  readonly refused: string | null;
  readonly skipped?: SkippedRecord;
  readonly errors?: readonly RecordFieldError[];
}

/** A request with call records, as it was received, or the beginning of it. Its body can be read again by another mapping. */
export interface KeptRequest {
  /** Unix ms. */
  readonly at: number;
  readonly contentType: string;
  readonly body: string;
  /** Of the source then. */
  readonly mapping: RecordMapping;
  /** How many records it had; 0: the body could not be read. */
  readonly total: number;
  /** Of the records in `body`, in order; perhaps one more. */
  readonly results: readonly KeptResult[];
  /** Why the whole request was refused. */
  readonly refused: string | null;
}

/** A record that was read and what became of it. */
interface ImportedRecord extends KeptResult {
  readonly record: Pick<ReadRecord, 'fields'>;
}

export interface ReceivedRequest {
  readonly contentType: string;
  readonly body: Buffer;
  readonly mapping: RecordMapping;
  readonly records: readonly ImportedRecord[];
  readonly refused: string | null;
}

/** More than a person compares; each source has as many. */
export const MAX_KEPT_RECORDS = 20;
/** FreeSWITCH's largest records have 60 kB; 20 of other PBXs, some 10 kB. */
const MAX_BODY_BYTES = 64 * 1024;
/** The media types whose records are lines. */
const LINES = /csv|plain|ndjson|jsonl/i;

/** Of a longer list: the first lines, or of JSON and XML the records that were refused first. Null: too large to be kept. */
export function keptRequest(request: ReceivedRequest, at: number): KeptRequest | null {
  const { contentType, mapping, records, refused } = request;
  const kept = { at, mapping, total: records.length, refused };
  const whole = records.length <= MAX_KEPT_RECORDS && request.body.length <= MAX_BODY_BYTES;
  if (whole) return { ...kept, contentType, body: textOf(request), results: records.map(resultOf) };
  if (records.length === 0) return null;
  if (LINES.test(contentType)) return { ...kept, contentType, ...firstLines(request) };
  const chosen = [
    ...records.filter((record) => record.refused !== null),
    ...records.filter((record) => record.refused === null),
  ].slice(0, MAX_KEPT_RECORDS);
  const body = JSON.stringify(chosen.map(({ record }) => record.fields));
  return body.length > MAX_BODY_BYTES
    ? null
    : { ...kept, contentType: 'application/json', body, results: chosen.map(resultOf) };
}

/** With one more line for the names of the columns. Where a text in quotes goes over several lines, there are fewer records. */
function firstLines({ body, contentType, records }: ReceivedRequest): Pick<KeptRequest, 'body' | 'results'> {
  // Whole ones: a cut letter is no UTF-8.
  const end = body.lastIndexOf('\n', MAX_BODY_BYTES - 1) + 1 || MAX_BODY_BYTES;
  const lines = textOf({ contentType, body: body.subarray(0, end) }).split('\n');
  const kept = lines.length > 1 ? lines.slice(0, Math.min(MAX_KEPT_RECORDS + 1, lines.length - 1)) : lines;
  return { body: `${kept.join('\n')}\n`, results: records.slice(0, kept.length).map(resultOf) };
}

/** As it is read. */
function textOf({ contentType, body }: Pick<ReceivedRequest, 'contentType' | 'body'>): string {
  return LINES.test(contentType) ? textOfLines(body) : body.toString();
}

function resultOf({ refused, skipped, errors }: ImportedRecord): KeptResult {
  return { refused, ...(skipped !== undefined && { skipped }), ...(errors !== undefined && { errors }) };
}
