import { setImmediate } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { phoneNumberInFileName } from '../../base/phone-number.ts';
import { type WarsawDay, warsawTimestamp } from '../../base/warsaw-time.ts';
import {
  type CallFlag,
  type NamedCall,
  type NoRecordingReason,
  type RecordedParty,
  type RecordedPause,
  type RecordingQuality,
  recordingPath,
} from '../../recording/index.ts';

/** A call as the manifest lists it. Instants are Unix ms. */
export interface PackagedCall extends NamedCall {
  readonly callId: string;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** Missing: an earlier release made the package. */
  readonly flags?: readonly CallFlag[];
}

export interface PackagedRecording {
  readonly call: PackagedCall;
  /** In the tree: `YYYY/MM/DD/….mp3`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal, of the file as it is sent. */
  readonly sha256: string;
  readonly durationMs: number;
  readonly flags?: readonly CallFlag[];
  readonly pauses?: readonly RecordedPause[];
  /** Missing: an earlier release made the package. */
  readonly parties?: readonly RecordedParty[];
  /** Null: not measured. Missing: an earlier release made the package. */
  readonly quality?: RecordingQuality | null;
}

export interface UnrecordedCall {
  readonly call: PackagedCall;
  readonly reason: MissingReason;
}

/**
 * `unreadable`: there is a recording, but we could not read it (for three days, so the package was sent without it). `destroyed`, in
 * exports and downloads: there was one. `too-old-for-panel`, in downloads: there is one, which is fetched as a file only.
 */
type MissingReason = NoRecordingReason | 'unreadable' | 'destroyed' | 'too-old-for-panel';

/** What a manifest lists. */
export interface ListedContents {
  readonly recordings: readonly PackagedRecording[];
  readonly unrecorded: readonly UnrecordedCall[];
  /** Missing, or without parties: an earlier release made the package. Its manifest stays without them, as part of it may have been sent. */
  readonly columns?: 'with-flags' | 'with-parties';
}

/** The contents of a day's package: everything of the day, or, in a supplement, what came after that. */
export interface DayPackage extends ListedContents {
  readonly day: WarsawDay;
  /** 1 for the first package, 2 and on for supplements. */
  readonly number: number;
}

/** Beside the day's recordings: `YYYY/MM/DD/manifest_YYYY-MM-DD.csv`, of a supplement `…_2.csv`. */
export function manifestPath(day: WarsawDay, number: number, format: 'csv' | 'json'): string {
  return recordingPath(day, `manifest_${numbered(day, number)}.${format}`);
}

/** `YYYY-MM-DD.zip`, of a supplement `YYYY-MM-DD_2.zip`. */
export function zipName(day: WarsawDay, number: number): string {
  return `${numbered(day, number)}.zip`;
}

function numbered(day: WarsawDay, number: number): string {
  return number === 1 ? day : `${day}_${number}`;
}

/** The columns of the CSV, and the keys of the JSON. */
interface Line {
  readonly path: string | null;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  readonly callId: string;
  /** Warsaw time with its offset. */
  readonly startedAt: string;
  readonly answeredAt: string | null;
  readonly endedAt: string | null;
  readonly direction: string;
  /** As in the file's name. */
  readonly caller: string;
  readonly callee: string;
  readonly durationMs: number | null;
  readonly noRecordingReason: MissingReason | null;
  /** Of the call and, where it has one, of the recording. */
  readonly flags: readonly CallFlag[];
  readonly pauses: readonly Pause[] | null;
  readonly parties: readonly Party[] | null;
  /** In the JSON alone. */
  readonly quality?: RecordingQuality | null;
}

interface Pause {
  readonly channel: RecordedPause['channel'];
  /** Warsaw time with its offset. */
  readonly from: string;
  readonly until: string;
  /** In the audio. */
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Party {
  /** As in the file's name. */
  readonly number: string;
  readonly side: RecordedParty['side'];
  /** Warsaw time with its offset. */
  readonly from: string;
  readonly until: string;
  /** In the audio. */
  readonly fromMs: number;
  readonly untilMs: number;
}

const FLAG_COLUMNS = ['flags', 'pauses'] as const;

const COLUMNS: readonly (keyof Line)[] = [
  'path',
  'sizeBytes',
  'sha256',
  'callId',
  'startedAt',
  'answeredAt',
  'endedAt',
  'direction',
  'caller',
  'callee',
  'durationMs',
  'noRecordingReason',
];

/** How many lines are made at a time; other work goes on between, where a day is large. */
const LINES_AT_A_TIME = 500;

/**
 * RFC 4180, UTF-8 with a byte order mark (for Excel): a line for each recording, then each call without one. `isContinued`: the
 * lines alone, for a file that has some already.
 */
export function manifestCsv(contents: DayPackage, { isContinued = false } = {}): Buffer {
  return Buffer.from([...csvPieces(contents, isContinued)].join(''));
}

/** `{day, number, recordings: […], withoutRecording: […]}`, with the CSV's columns as keys, without those that are always empty, and how well each leg arrived. */
export function manifestJson(contents: DayPackage): Buffer {
  return Buffer.from([...jsonPieces(headOf(contents), contents)].join(''));
}

interface Manifests {
  readonly csv: Buffer;
  readonly json: Buffer;
}

/** Both, the same bytes; other work goes on meanwhile. */
export function manifests(contents: DayPackage): Promise<Manifests> {
  return listManifests(headOf(contents), contents);
}

/** The same with other facts at the head of the JSON. */
export async function listManifests(head: Head, contents: ListedContents): Promise<Manifests> {
  return { csv: await gathered(csvPieces(contents, false)), json: await gathered(jsonPieces(head, contents)) };
}

type Head = Readonly<Record<string, string | number>>;

function headOf({ day, number }: DayPackage): Head {
  return { day, number };
}

async function gathered(pieces: Iterable<string>): Promise<Buffer> {
  const gathered: Buffer[] = [];
  for (const piece of pieces) {
    gathered.push(Buffer.from(piece));
    await setImmediate();
  }
  return Buffer.concat(gathered);
}

function* csvPieces(contents: ListedContents, isContinued: boolean): Generator<string> {
  const columns = [
    ...COLUMNS,
    ...(contents.columns === undefined ? [] : FLAG_COLUMNS),
    ...(contents.columns === 'with-parties' ? (['parties'] as const) : []),
  ];
  const isFirst = !isContinued;
  yield stringify([], { header: isFirst, columns, record_delimiter: 'windows', bom: isFirst });
  const [recordings, unrecorded] = [sortedRecordings(contents), sortedUnrecorded(contents)];
  for (const lines of [...inSlices(recordings, recordingLine), ...inSlices(unrecorded, unrecordedLine)]) {
    yield stringify(lines().map(csvLine), { columns, record_delimiter: 'windows' });
  }
}

function csvLine(line: Line) {
  return {
    ...line,
    flags: line.flags.join(' '),
    pauses: line.pauses?.map(({ channel, fromMs, untilMs }) => `${channel}:${fromMs}-${untilMs}`).join(' '),
    parties: line.parties
      ?.map(({ side, number, fromMs, untilMs }) => `${side}:${number}:${fromMs}-${untilMs}`)
      .join(' '),
  };
}

/** As `JSON.stringify` writes it with an indent of 1. */
function* jsonPieces(head: Head, contents: ListedContents): Generator<string> {
  const { columns } = contents;
  const left = [
    ...(columns === undefined ? FLAG_COLUMNS : []),
    ...(columns === 'with-parties' ? [] : (['parties'] as const)),
  ];
  const noFile = ['path', 'sizeBytes', 'sha256', 'durationMs', 'pauses', 'parties', ...left] as const;
  const facts = Object.entries(head).map(([name, value]) => ` "${name}": ${JSON.stringify(value)},\n`);
  yield `{\n${facts.join('')} "recordings": `;
  yield* jsonList(inSlices(sortedRecordings(contents), recordingLine), ['noRecordingReason', ...left]);
  yield ',\n "withoutRecording": ';
  yield* jsonList(inSlices(sortedUnrecorded(contents), unrecordedLine), noFile);
  yield '\n}\n';
}

function* jsonList(slices: Slices, omitted: readonly (keyof Line)[]): Generator<string> {
  for (const [index, lines] of slices.entries()) {
    const texts = lines().map((line) => JSON.stringify(without(line, omitted), null, 1).replaceAll(/^/gm, '  '));
    yield `${index === 0 ? '[' : ','}\n${texts.join(',\n')}`;
  }
  yield slices.length === 0 ? '[]' : '\n ]';
}

/** What makes the lines, a part at a time. */
type Slices = readonly (() => Line[])[];

function inSlices<Entry>(entries: readonly Entry[], lineOf: (entry: Entry) => Line): Slices {
  const starts = Array.from(
    { length: Math.ceil(entries.length / LINES_AT_A_TIME) },
    (_, slice) => slice * LINES_AT_A_TIME,
  );
  return starts.map((start) => () => entries.slice(start, start + LINES_AT_A_TIME).map(lineOf));
}

function without(line: Line, columns: readonly (keyof Line)[]): Partial<Line> {
  return Object.fromEntries(Object.entries(line).filter(([column]) => !columns.some((omitted) => omitted === column)));
}

function sortedRecordings({ recordings }: ListedContents): readonly PackagedRecording[] {
  return recordings.toSorted((a, b) => a.call.startedAt - b.call.startedAt || compare(a.path, b.path));
}

function recordingLine(recording: PackagedRecording): Line {
  const { call, path, sizeBytes, sha256, durationMs, flags = [], pauses = [], parties = [], quality } = recording;
  return {
    ...callColumns(call),
    path,
    sizeBytes,
    sha256,
    durationMs,
    noRecordingReason: null,
    flags: [...new Set([...(call.flags ?? []), ...flags])],
    pauses: pauses.map(({ from, until, ...pause }) => ({
      ...pause,
      from: warsawTimestamp(from),
      until: warsawTimestamp(until),
    })),
    parties: parties.map(({ number, from, until, ...party }) => ({
      number: phoneNumberInFileName(number),
      ...party,
      from: warsawTimestamp(from),
      until: warsawTimestamp(until),
    })),
    ...(quality !== undefined && { quality }),
  };
}

function sortedUnrecorded({ unrecorded }: ListedContents): readonly UnrecordedCall[] {
  return unrecorded.toSorted((a, b) => a.call.startedAt - b.call.startedAt || compare(a.call.callId, b.call.callId));
}

function unrecordedLine({ call, reason }: UnrecordedCall): Line {
  return {
    ...callColumns(call),
    path: null,
    sizeBytes: null,
    sha256: null,
    durationMs: null,
    noRecordingReason: reason,
    flags: call.flags ?? [],
    pauses: null,
    parties: null,
  };
}

function callColumns(
  call: PackagedCall,
): Pick<Line, 'callId' | 'startedAt' | 'answeredAt' | 'endedAt' | 'direction' | 'caller' | 'callee'> {
  return {
    callId: call.callId,
    startedAt: warsawTimestamp(call.startedAt),
    answeredAt: timestamp(call.answeredAt),
    endedAt: timestamp(call.endedAt),
    direction: call.direction,
    caller: phoneNumberInFileName(call.caller),
    callee: phoneNumberInFileName(call.callee),
  };
}

function timestamp(instantMs: number | null): string | null {
  return instantMs === null ? null : warsawTimestamp(instantMs);
}

/** By code units, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
