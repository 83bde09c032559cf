import { fail, ok, type Result } from '../../../base/result.ts';
import { ownPlaces, type RecordMapping } from '../../../tenants/index.ts';
import { readXml, type XmlElement } from '../../../wire/xml-element.ts';
import { CsvHeader, isObject, objectRecord, plainName, type ReceivedRecord } from './received-record.ts';
import { type CsvLine, isRead, readCsvLines } from './csv-lines.ts';
import { RECORD_LAYOUTS } from './record-layouts.ts';

/** A record, or why it is none. */
export type ReceivedItem = ReceivedRecord | { readonly problem: string };

/** The records of a request. */
export interface RecordBody {
  readonly items: readonly ReceivedItem[];
  /** Sent alone, not in a list. */
  readonly isSingle: boolean;
}

/** A PBX that has more sends them in several requests. */
export const MAX_RECORDS = 500;
/** Of CSV and other lines: a file of some hours. Taking it apart holds up everything else for some hundredths of a second. */
const MAX_LINES = 2000;
/** As of XML. What works on a record goes into what is in it. */
const MAX_DEPTH = 64;

const FORM = 'application/x-www-form-urlencoded';
/** What mod_json_cdr and mod_xml_cdr say of `encode` `base64` and `false`. */
const BASE64_FORM = 'application/x-www-form-base64-encoded';
const PLAIN_FORM = 'application/x-www-form-plaintext';

type BodyReader = (body: Buffer, mapping: RecordMapping) => Result<RecordBody>;

const READERS: Readonly<Record<string, BodyReader>> = {
  'application/json': readJson,
  'application/x-ndjson': readJsonLines,
  'application/jsonl': readJsonLines,
  'text/csv': readCsv,
  'application/csv': readCsv,
  'text/plain': readCsv,
  'application/xml': readXmlBody,
  'text/xml': readXmlBody,
  [FORM]: (body, mapping) => readForm(formValue(body, decodeForm), body, mapping),
  [BASE64_FORM]: (body, mapping) =>
    readForm(
      formValue(body, (text) => Buffer.from(text, 'base64')),
      body,
      mapping,
    ),
  [PLAIN_FORM]: (body, mapping) =>
    readForm(
      formValue(body, (text) => Buffer.from(text)),
      body,
      mapping,
    ),
};

/** The media types in which call records may come. */
export const RECORD_MEDIA_TYPES: readonly string[] = Object.keys(READERS);

/** Takes a body apart into records. `contentType`: one of the media types, with or without parameters. */
export function readRecordBody(body: Buffer, contentType: string, mapping: RecordMapping): Result<RecordBody> {
  const mediaType = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (!Object.hasOwn(READERS, mediaType)) return fail('call records do not come in this media type');
  const read = READERS[mediaType]!(body, mapping);
  const max = isLines(mediaType) ? MAX_LINES : MAX_RECORDS;
  if (read.ok && (read.value.items.length === 0 || read.value.items.length > max)) return wrongNumber(max);
  return read;
}

function isLines(mediaType: string): boolean {
  return READERS[mediaType] === readCsv || READERS[mediaType] === readJsonLines;
}

function wrongNumber(max: number): Result<never> {
  return fail(`a list must have 1 to ${max} calls`);
}

function readJson(body: Buffer): Result<RecordBody> {
  const parsed = parseJson(body.toString());
  if (!parsed.ok) return fail('the body is no JSON');
  const { value } = parsed;
  return ok(
    Array.isArray(value) ? { items: value.map(itemOf), isSingle: false } : { items: [itemOf(value)], isSingle: true },
  );
}

function readJsonLines(body: Buffer): Result<RecordBody> {
  const lines = body
    .toString()
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  if (lines.length > MAX_LINES) return wrongNumber(MAX_LINES);
  const items = lines.map((line): ReceivedItem => {
    const parsed = parseJson(line);
    return parsed.ok ? itemOf(parsed.value) : { problem: 'is no JSON' };
  });
  return ok({ items, isSingle: false });
}

function parseJson(text: string): Result<unknown, null> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return fail(null);
  }
}

function itemOf(value: unknown): ReceivedItem {
  if (!isObject(value) || Array.isArray(value)) return { problem: 'must be an object' };
  return isWithin(value, MAX_DEPTH) ? objectRecord(value) : { problem: 'is nested too deep' };
}

function isWithin(value: unknown, depth: number): boolean {
  return !isObject(value) || (depth > 0 && Object.values(value).every((inner) => isWithin(inner, depth - 1)));
}

/** The first line names the columns, unless the format or the mapping knows them. */
function readCsv(body: Buffer, mapping: RecordMapping): Result<RecordBody> {
  // One more: the header line.
  const read = readCsvLines(body, MAX_LINES + 1);
  if (!read.ok) return wrongNumber(MAX_LINES);
  const lines = read.value;
  const [first] = lines;
  const layout = RECORD_LAYOUTS[mapping.format];
  const hasHeader = first !== undefined && isRead(first) && isHeader(first, mapping);
  if (hasHeader) {
    const header = new CsvHeader(first);
    return ok({ items: lines.slice(1).map((line) => itemOfLine(line, () => header)), isSingle: false });
  }
  if (layout.columns === undefined && !isByNumber(mapping)) return fail('the first line does not name the columns');
  const headers = new Map<string, CsvHeader>();
  const headerOf = (line: readonly string[]): CsvHeader => {
    const names = layout.columns?.(line) ?? [];
    const key = names.join();
    if (!headers.has(key)) headers.set(key, new CsvHeader(names));
    return headers.get(key)!;
  };
  return ok({ items: lines.map((line) => itemOfLine(line, headerOf)), isSingle: false });
}

function itemOfLine(line: CsvLine, headerOf: (line: readonly string[]) => CsvHeader): ReceivedItem {
  return isRead(line) ? headerOf(line).record(line) : line;
}

/** A header line has a name under which the start of the call is. */
function isHeader(line: readonly string[], mapping: RecordMapping): boolean {
  const places = ownPlaces(mapping, 'startedAt') ?? RECORD_LAYOUTS[mapping.format].places.startedAt ?? [];
  const names = places.filter((place) => !isNumber(place)).map(plainName);
  return line.some((name) => plainName(name) !== '' && names.includes(plainName(name)));
}

function isByNumber(mapping: RecordMapping): boolean {
  const places = ownPlaces(mapping, 'startedAt') ?? [];
  return places.length > 0 && places.every(isNumber);
}

function isNumber(path: string): boolean {
  return /^\d+$/.test(path);
}

/** One document of one record, or of several below one element. */
function readXmlBody(body: Buffer): Result<RecordBody> {
  const root = readXml(body);
  if (!root.ok) return fail(`the body is no XML that can be read: ${root.reason}`);
  const records = root.value.children.filter(({ name }) => name.toLowerCase() === 'cdr');
  return ok(
    records.length > 0
      ? { items: records.map(recordOfElement), isSingle: false }
      : { items: [recordOfElement(root.value)], isSingle: true },
  );
}

function recordOfElement(element: XmlElement): ReceivedRecord {
  const fields = fieldsOf(element);
  return objectRecord(isObject(fields) ? fields : {});
}

/** An element without others is its text. Several of one name are a list. */
function fieldsOf({ children, attributes, text }: XmlElement): unknown {
  if (children.length === 0 && (attributes.size === 0 || text !== '')) return text;
  const fields = new Map<string, unknown>(attributes);
  for (const [name, all] of Map.groupBy(children, (child) => child.name)) {
    const values = all.map(fieldsOf);
    fields.set(name, values.length === 1 ? values[0] : values);
  }
  return Object.fromEntries(fields);
}

/** `cdr=…`, as mod_json_cdr and mod_xml_cdr send it; null: another form. */
function formValue(body: Buffer, read: (text: string) => Buffer | null): Buffer | null {
  const name = 'cdr=';
  return body.subarray(0, name.length).toString() === name ? read(body.subarray(name.length).toString()) : null;
}

function decodeForm(text: string): Buffer | null {
  try {
    return Buffer.from(decodeURIComponent(text.replaceAll('+', ' ')));
  } catch {
    return null;
  }
}

/** A form is one record: what is in `cdr`, else its own fields. */
function readForm(value: Buffer | null, body: Buffer, mapping: RecordMapping): Result<RecordBody> {
  if (value !== null) {
    const start = value.toString('utf8', 0, MAX_PEEK_BYTES).trimStart();
    return start.startsWith('<')
      ? readXmlBody(value)
      : start.startsWith('{')
        ? readJson(value)
        : readCsv(value, mapping);
  }
  const fields = Object.fromEntries(new URLSearchParams(body.toString()));
  return ok({ items: [objectRecord(fields)], isSingle: true });
}

const MAX_PEEK_BYTES = 64;
