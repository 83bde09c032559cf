import { isAnsweredWord, type RecordLayout, type SkippedRecord, type TextOf } from './record-layout.ts';

/** The columns of `Master.csv`, in the order of `cdr_csv.c`; sample `cdr.conf`. */
const COLUMNS = [
  'accountcode',
  'src',
  'dst',
  'dcontext',
  'clid',
  'channel',
  'dstchannel',
  'lastapp',
  'lastdata',
  'start',
  'answer',
  'end',
  'duration',
  'billsec',
  'disposition',
  'amaflags',
];
/** `newcdrcolumns=yes` adds them. */
const NEW_COLUMNS = ['peeraccount', 'linkedid', 'sequence'];
/** The system's name may stand before it. */
const UNIQUE_ID = /^(?:.*-)?\d{9,}\.\d+$/;

/** `loguniqueid` and `loguserfield` add a column each: a single one more is known by what it is. */
function columnsOf(line: readonly string[]): readonly string[] {
  const more = line.length >= COLUMNS.length + NEW_COLUMNS.length ? NEW_COLUMNS : [];
  const optional = line.length - COLUMNS.length - more.length;
  const uniqueId = optional >= 2 || UNIQUE_ID.test(line[COLUMNS.length]?.trim() ?? '');
  const between = optional < 1 ? [] : [uniqueId ? 'uniqueid' : 'userfield'];
  return [...COLUMNS, ...between, ...(optional >= 2 ? ['userfield'] : []), ...more];
}

/**
 * A Local channel is a leg within Asterisk (a queue's, a ring group's), which has a record of its own beside the call's: unless the call began with it, as one that
 * Originate makes does.
 */
function skip(textOf: TextOf): SkippedRecord | null {
  if (!/^local\//i.test(textOf('channel'))) return null;
  const linkedId = textOf('linkedid');
  return linkedId !== '' && linkedId === textOf('uniqueid') ? null : 'leg-of-another-call';
}

/** The words of `ast_cdr_disp2str`, or its numbers: 8 is answered. */
function isAnswered(word: string): boolean | undefined {
  return /^\d+$/.test(word) ? (Number(word) & 8) !== 0 : isAnsweredWord(word);
}

/**
 * Names of the columns of cdr_csv and cdr_adaptive_odbc (FreePBX: `calldate`, `cnum`, `did`), of the fields of the AMI event `Cdr` (cdr_manager: `StartTime`,
 * `BillableSeconds`) and of cdr_beanstalkd. The records of one call have one linked id, which is the unique id of its first channel.
 */
const PLACES = {
  startedAt: ['start', 'starttime', 'calldate'],
  answeredAt: ['answer', 'answertime'],
  endedAt: ['end', 'endtime'],
  caller: ['src', 'source', 'cnum'],
  callee: ['dst', 'destination'],
  externalId: ['linkedid', 'uniqueid'],
  answered: ['disposition'],
  duration: ['duration'],
  talkTime: ['billsec', 'billableseconds'],
} as const satisfies RecordLayout['places'];

export const ASTERISK_JSON: RecordLayout = { places: PLACES, skip, isAnswered };
export const ASTERISK_CSV: RecordLayout = { ...ASTERISK_JSON, columns: columnsOf };
