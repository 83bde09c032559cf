import { createHash } from 'node:crypto';
import { readInstant, type ReadInstantOptions } from '../../../base/instant.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import { ownPlaces, RECORD_FIELDS, type RecordField, type RecordMapping } from '../../../tenants/index.ts';
import { MAX_ROUNDING_MS } from '../call-times.ts';
import { type FieldError, readPbxCall } from '../pbx-call.ts';
import type { ReportedCall } from '../reported-calls.ts';
import type { ReceivedRecord } from './received-record.ts';
import {
  type FoundField,
  type FoundFields,
  isAnsweredWord,
  type RecordLayout,
  type SkippedRecord,
} from './record-layout.ts';
import { RECORD_LAYOUTS } from './record-layouts.ts';

/** What is wrong with a field of a record. */
export interface RecordFieldError extends FieldError {
  /** The field's name in the record, or the names under which it was searched; missing: ours, or none. */
  readonly sourceField?: string;
}

/** A call, why it is refused, or why it is none. */
export type RecordResult = Result<ReportedCall, readonly RecordFieldError[]> | { readonly skipped: SkippedRecord };

/** Reads a record as its source's mapping says. `timeZone`: of the source. */
export function readRecord(received: ReceivedRecord, mapping: RecordMapping, timeZone: string | null): RecordResult {
  const layout = RECORD_LAYOUTS[mapping.format];
  if (mapping.format === 'fonoteka' && !isDerived(mapping)) return readOwn(received, mapping, timeZone);
  const zone = timeZone ?? layout.timeZone ?? null;
  const record = layout.prepare?.(received) ?? received;
  const textOf = (path: string): string => text(record.get(path), layout);
  const skipped = layout.skip?.(textOf) ?? null;
  if (skipped !== null) return { skipped };
  const found = findFields(record, mapping, layout);
  const refined = layout.refine?.(found, textOf) ?? found;
  const call = readPbxCall(withId(ownNames(refined, layout, zone)), zone);
  return call.ok ? call : fail(call.reason.map((error) => withSourceField(error, refined, mapping, layout)));
}

/** Times follow from what our own names do not have. */
function isDerived({ fields }: RecordMapping): boolean {
  return fields.answered !== undefined || fields.duration !== undefined || fields.talkTime !== undefined;
}

/** A field of ours may be elsewhere; all else is as it was sent. */
function readOwn(record: ReceivedRecord, mapping: RecordMapping, timeZone: string | null): RecordResult {
  const moved = RECORD_FIELDS.flatMap((field) => {
    const found = findField(record, ownPlaces(mapping, field) ?? [], RECORD_LAYOUTS.fonoteka);
    return found === null ? [] : [[field, found.value]];
  });
  const call = readPbxCall({ ...record.fields, ...Object.fromEntries(moved) }, timeZone);
  if (call.ok) return ok(call.value);
  return fail(
    call.reason.map((error) => {
      const sourceField = mapping.fields[error.field as RecordField];
      return sourceField === undefined ? error : { ...error, sourceField };
    }),
  );
}

function findFields(record: ReceivedRecord, mapping: RecordMapping, layout: RecordLayout): FoundFields {
  const found: FoundFields = {};
  for (const field of RECORD_FIELDS) {
    const place = findField(record, placesOf(field, mapping, layout), layout);
    if (place !== null) found[field] = place;
  }
  return found;
}

function placesOf(field: RecordField, mapping: RecordMapping, layout: RecordLayout): readonly string[] {
  return ownPlaces(mapping, field) ?? layout.places[field] ?? [];
}

/** The first place with a value, else the first that there is. */
function findField(record: ReceivedRecord, paths: readonly string[], layout: RecordLayout): FoundField | null {
  let empty: FoundField | null = null;
  for (const path of paths) {
    const value = record.get(path);
    if (value === undefined) continue;
    const field = { path, value: typeof value === 'string' ? decoded(value, layout) : value };
    if (!isEmpty(field.value)) return field;
    empty ??= field;
  }
  return empty;
}

/** What databases and PBXs write for a time that is not known. */
const NO_TIME = /^(0+(\.0+)?|0000-00-00.*|1970-01-01[ T]0[0-2]:.*)$/;

/** The record in the names that `readPbxCall` reads. */
function ownNames(found: FoundFields, layout: RecordLayout, zone: string | null): Record<string, unknown> {
  const startedAt = timeOf(found.startedAt, layout);
  const endedAt = knownTime(found.endedAt, layout) ?? plus(startedAt, seconds(found.duration), { zone });
  const answer = answeredAt(found, { startedAt, endedAt, layout, zone });
  return {
    startedAt,
    endedAt: endedAt ?? null,
    ...(answer !== undefined && { answeredAt: answer }),
    caller: partyOf(found.caller),
    callee: partyOf(found.callee),
    direction: directionOf(found.direction),
    externalId: idOf(found.externalId),
    tenantId: found.tenantId?.value,
  };
}

interface AnswerContext {
  readonly startedAt: unknown;
  readonly endedAt: unknown;
  readonly layout: RecordLayout;
  readonly zone: string | null;
}

/** Null: nobody answered; undefined: the record does not say when, or whether. */
function answeredAt(found: FoundFields, { startedAt, endedAt, layout, zone }: AnswerContext): unknown {
  const word = found.answered === undefined ? '' : text(found.answered.value, layout);
  const isAnswered = (layout.isAnswered ?? isAnsweredWord)(word);
  if (isAnswered === false) return null;
  const reported = knownTime(found.answeredAt, layout);
  if (reported !== undefined) return reported;
  const talkTime = seconds(found.talkTime);
  if (talkTime !== undefined && talkTime > 0) {
    const start = plus(startedAt, 0, { zone }) ?? -Infinity;
    return plus(endedAt, -talkTime, { zone, notBefore: start - MAX_ROUNDING_MS });
  }
  const saysNotAnswered = talkTime === 0 || (layout.answerIsAlwaysReported === true && found.answeredAt !== undefined);
  return saysNotAnswered && isAnswered !== true ? null : undefined;
}

function timeOf(field: FoundField | undefined, { time }: RecordLayout): unknown {
  const value = field?.value;
  return typeof value === 'string' && time !== undefined ? time(value.trim()) : value;
}

function knownTime(field: FoundField | undefined, layout: RecordLayout): unknown {
  const time = timeOf(field, layout);
  return isEmpty(time) || NO_TIME.test(plainText(time)) ? undefined : time;
}

/** `12`, `12.345`, `00:01:12`. */
function seconds(field: FoundField | undefined): number | undefined {
  const written = plainText(field?.value);
  const [, hours, minutes, rest] = /^(?:(\d{1,4}):(\d{2}):)?(\d{1,9}(?:\.\d{1,9})?)$/.exec(written) ?? [];
  return rest === undefined ? undefined : Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest);
}

function plus(time: unknown, added: number | undefined, options: ReadInstantOptions): number | undefined {
  if (added === undefined || (typeof time !== 'string' && typeof time !== 'number')) return undefined;
  const instant = readInstant(time, options);
  return instant.ok ? Math.round(instant.value + added * 1000) : undefined;
}

/** A party that has a place but no value is withheld. */
function partyOf(field: FoundField | undefined): unknown {
  return isEmpty(field?.value) && field !== undefined ? null : field?.value;
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  inbound: 'inbound',
  incoming: 'inbound',
  in: 'inbound',
  terminating: 'inbound',
  outbound: 'outbound',
  outgoing: 'outbound',
  out: 'outbound',
  originating: 'outbound',
  internal: 'internal',
  local: 'internal',
};

/** Another word says nothing: the direction is derived from the numbers. */
function directionOf(field: FoundField | undefined): string | null {
  const word = plainText(field?.value).toLowerCase();
  return Object.hasOwn(DIRECTIONS, word) ? DIRECTIONS[word]! : null;
}

/** Asterisk's unique ids may come as JSON numbers. Of a whole one with more than 15 digits not all have come: it is refused. */
function idOf(field: FoundField | undefined): unknown {
  const value = field?.value;
  return typeof value === 'number' && !Number.isInteger(value) ? String(value) : value;
}

/** Without an id, the same record sent twice is one call by an id that is made of what identifies it. */
function withId(call: Record<string, unknown>): Record<string, unknown> {
  if (!isEmpty(call['externalId'])) return call;
  const { startedAt, endedAt, caller, callee } = call;
  const digest = createHash('sha256').update(JSON.stringify([startedAt, endedAt, caller, callee]));
  return { ...call, externalId: `record-${digest.digest('hex').slice(0, 32)}` };
}

function withSourceField(
  error: FieldError,
  found: FoundFields,
  mapping: RecordMapping,
  layout: RecordLayout,
): RecordFieldError {
  const field = RECORD_FIELDS.find((one) => one === error.field);
  if (field === undefined) return error;
  const place = found[field]?.path ?? placesOf(field, mapping, layout).join(', ');
  return place === '' ? error : { ...error, sourceField: place };
}

function text(value: unknown, layout: RecordLayout): string {
  return decoded(plainText(value), layout).trim();
}

/** Empty for what is neither a text nor a number. */
function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function decoded(value: string, { decode }: RecordLayout): string {
  return decode === undefined ? value : decode(value);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
