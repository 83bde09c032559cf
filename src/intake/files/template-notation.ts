import { fail, ok, type Result } from '../../base/result.ts';

/** What a name says of its call, as it is written there. The fields are those of an upload. */
export interface NameFields {
  /** A local time without offset, or Unix time. */
  readonly startedAt?: string;
  readonly caller?: string;
  readonly callee?: string;
  readonly direction?: string;
  readonly tenantId?: string;
  readonly externalId?: string;
}

/** One layout of names. */
export interface NamePattern {
  /** Null: the path is not of this layout. `path` has slashes and no extension. */
  match(path: string): NameFields | null;
  /** The name has an id of its PBX in it, so that no other call has the same name. */
  readonly isUnique: boolean;
}

/** Longer is no template: file names have at most 255 bytes. */
const MAX_TEMPLATE_CHARS = 500;

const WORD = '[A-Za-z]+';
/** The fields with their own form. The others are any text up to the character that follows. */
const FORMS: Readonly<Record<string, string | null>> = {
  caller: null,
  callee: null,
  direction: WORD,
  // Asterisk: [SYSTEM-]SECOND.NUMBER; a slash cannot be in a file name.
  uniqueid: '(?:[^/]+-)?\\d{9,10}\\.\\d+',
  epoch: '\\d{9,16}',
  id: null,
  uuid: '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
  tenant: '[0-9a-fA-F-]{36}',
  any: null,
  // What is appended to a second file of the same name: `_2`.
  ordinal: '(?:_\\d+)?',
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Parts of dates and times, the longest first. */
const TIME_PARTS: readonly (readonly [letters: string, form: string])[] = [
  ['YYYY', '\\d{4}'],
  ['MMM', `(?:${MONTHS.join('|')})`],
  ['YY', '\\d{2}'],
  ['MM', '\\d{2}'],
  ['DD', '\\d{2}'],
  ['HH', '\\d{2}'],
  ['mm', '\\d{2}'],
  ['ss', '\\d{2}'],
];
const TIME_FIELDS: readonly string[] = ['date', 'time'];

/** A field or a text of a template. */
interface Part {
  /** Empty: a text. */
  readonly field: string;
  /** Of the text, or of the field where it does not depend on what follows. */
  readonly form: string | null;
  /** The first character of a text. */
  readonly first?: string;
}

/**
 * Reads a template: text with fields in braces, like `{date:YYYYMMDD}-{time:HHmmss}_{caller}_{callee}`. With slashes it is the end of
 * the path, else the file's name; the extension is not part of it. A field of variable length goes up to the next character of the
 * template, so a name is read in one way only. The fields are listed in docs/operators/bring-in.md.
 */
export function readTemplate(text: string): Result<NamePattern> {
  if (text.length > MAX_TEMPLATE_CHARS) return fail(`a template has at most ${MAX_TEMPLATE_CHARS} characters`);
  const parts = partsOf(text);
  if (!parts.ok) return parts;
  const fields: string[] = [];
  const forms: string[] = [];
  for (const [index, { field, form: ownForm }] of parts.value.entries()) {
    const form = ownForm ?? formUpTo(parts.value[index + 1]);
    if (form === null) return fail(`{${field}} needs a character behind it, so that its end is known`);
    const before = fields.indexOf(field) + 1;
    if (field === '' || field === 'any') forms.push(form);
    // The same again: the day in a folder's and in the file's name.
    else if (before > 0) forms.push(`(?:\\${before})`);
    else {
      forms.push(`(${form})`);
      fields.push(field);
    }
  }
  if (fields.length === 0) return fail('a template has fields in braces, like {caller}');
  const pattern = new RegExp(`^${text.includes('/') ? '(?:.*/)?' : ''}${forms.join('')}$`, 'su');
  const named = (path: string): string => (text.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1));
  return ok({
    isUnique: fields.includes('uniqueid'),
    match: (path) => {
      const found = pattern.exec(named(path));
      return found && fieldsOf(new Map(fields.map((field, index) => [field, found[index + 1]!])));
    },
  });
}

/** Of a field: everything up to the first character of the text that follows. Null: nothing known follows. */
function formUpTo(next: Part | undefined): string | null {
  if (next === undefined) return '[^/]*';
  const first = next.field === 'ordinal' ? '_' : next.first;
  return first === undefined ? null : `[^/${escaped(first)}]*`;
}

function partsOf(text: string): Result<Part[]> {
  const parts: Part[] = [];
  for (const [piece] of text.matchAll(/\{[^{}]*\}|[^{}]+|[{}]/g)) {
    if (piece === '{' || piece === '}') return fail('a brace is not closed, or closed twice');
    const read = piece.startsWith('{') ? readField(piece.slice(1, -1)) : ok([literal(piece)]);
    if (!read.ok) return read;
    parts.push(...read.value);
  }
  return ok(parts);
}

function readField(text: string): Result<Part[]> {
  const [field = '', format] = text.split(/:(.*)/s, 2);
  if (TIME_FIELDS.includes(field)) {
    return format ? readFormat(format) : fail(`{${field}} needs its form, like {date:YYYYMMDD} or {time:HHmmss}`);
  }
  if (!Object.hasOwn(FORMS, field)) {
    return fail(`{${field}} is no field; there are ${[...Object.keys(FORMS), ...TIME_FIELDS].join(', ')}`);
  }
  return format === undefined ? ok([{ field, form: FORMS[field]! }]) : fail(`{${field}} has no form`);
}

/** `YYYY-MM-DD` → fields of their own, with the text between them. */
function readFormat(format: string): Result<Part[]> {
  const parts: Part[] = [];
  for (let rest = format; rest !== ''; ) {
    const known = TIME_PARTS.find(([letters]) => rest.startsWith(letters));
    if (known === undefined && /^[A-Za-z]/.test(rest)) {
      return fail(`“${format}” is no form of a time; its letters are ${TIME_PARTS.map(([one]) => one).join(', ')}`);
    }
    parts.push(known === undefined ? literal(rest[0]!) : { field: known[0], form: known[1] });
    rest = rest.slice(known === undefined ? 1 : known[0].length);
  }
  return ok(parts);
}

function literal(text: string): Part {
  return { field: '', form: escaped(text), first: String.fromCodePoint(text.codePointAt(0)!) };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, (one) => `\\${one}`);
}

function fieldsOf(found: ReadonlyMap<string, string>): NameFields {
  const startedAt = startOf(found);
  const direction = DIRECTION_OF[found.get('direction')?.toLowerCase() ?? ''];
  const [caller, callee, tenantId] = [found.get('caller'), found.get('callee'), found.get('tenant')];
  const externalId = found.get('id') ?? found.get('uuid')?.toLowerCase();
  return {
    ...(startedAt !== null && { startedAt }),
    ...(caller !== undefined && { caller }),
    ...(callee !== undefined && { callee }),
    ...(direction !== undefined && { direction }),
    ...(tenantId !== undefined && { tenantId }),
    ...(externalId !== undefined && { externalId }),
  };
}

/** Words of recorders and PBXs. Others do not say a direction: FreePBX's `q`, `rg`, `force`. */
const DIRECTION_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    inbound: ['in', 'inbound', 'incoming', 'external'],
    outbound: ['out', 'outbound', 'outgoing'],
    internal: ['internal', 'exten'],
  }).flatMap(([direction, words]) => words.map((word) => [word, direction])),
);

/** Unix time is preferred: it needs no time zone. Null: the name has no time, or a day alone. */
function startOf(found: ReadonlyMap<string, string>): string | null {
  const epoch = found.get('epoch') ?? /(\d+)\.\d+$/.exec(found.get('uniqueid') ?? '')?.[1];
  if (epoch !== undefined) return epoch;
  const year = found.get('YYYY') ?? (found.has('YY') ? `20${found.get('YY')}` : undefined);
  const month = found.get('MM') ?? monthNumber(found.get('MMM'));
  const [day, hour, minute] = [found.get('DD'), found.get('HH'), found.get('mm')];
  if ([year, month, day, hour, minute].includes(undefined)) return null;
  return `${year}-${month}-${day} ${hour}:${minute}:${found.get('ss') ?? '00'}`;
}

function monthNumber(name: string | undefined): string | undefined {
  return name === undefined ? undefined : String(MONTHS.indexOf(name) + 1).padStart(2, '0');
}
