import {
  type CallFilter,
  type CatalogDeps,
  listCalls,
  type ListedCall,
  type TenantScope,
} from '../../catalog/index.ts';
import { type ColumnName, TEXTS, type ListLanguage } from './call-list-texts.ts';

/** A cell: an instant (Unix ms), a duration or a count as a number, or text. Null: empty. */
export type Cell = string | number | null;

interface Column {
  readonly name: ColumnName;
  readonly kind: 'instant' | 'duration' | 'number' | 'text';
  /** In characters. */
  readonly width: number;
  readonly cell: (call: ListedCall, language: ListLanguage) => Cell;
}

/** The columns of an exported history: a row is a call. */
export const COLUMNS: readonly Column[] = [
  { name: 'startedAt', kind: 'instant', width: 20, cell: (call) => call.startedAt },
  { name: 'answeredAt', kind: 'instant', width: 20, cell: (call) => call.answeredAt },
  { name: 'endedAt', kind: 'instant', width: 20, cell: (call) => call.endedAt },
  {
    name: 'direction',
    kind: 'text',
    width: 14,
    cell: ({ direction }, language) => TEXTS[language].directions[direction],
  },
  { name: 'caller', kind: 'text', width: 18, cell: (call, language) => numberOf(call, call.caller, language) },
  { name: 'callee', kind: 'text', width: 18, cell: (call, language) => numberOf(call, call.callee, language) },
  { name: 'dialled', kind: 'text', width: 14, cell: (call) => call.dialled },
  { name: 'duration', kind: 'duration', width: 12, cell: ({ durationMs }) => durationMs },
  { name: 'recordings', kind: 'number', width: 10, cell: ({ recordings }) => recordings.length },
  { name: 'state', kind: 'text', width: 26, cell: stateOf },
  {
    name: 'deletedAfter',
    kind: 'instant',
    width: 20,
    cell: ({ recordings }) => {
      const kept = recordings.filter((each) => each.kept);
      return kept.length === 0 ? null : Math.min(...kept.map((each) => each.availableUntil));
    },
  },
  {
    name: 'files',
    kind: 'text',
    width: 60,
    cell: ({ recordings }) => recordings.map((each) => each.path).join('; ') || null,
  },
  { name: 'flags', kind: 'text', width: 20, cell: flagsOf },
  { name: 'callId', kind: 'text', width: 38, cell: (call) => call.id },
  { name: 'tags', kind: 'text', width: 30, cell: ({ tags }) => tags.join(', ') || null },
];

function numberOf({ numbersErased }: ListedCall, number: string | null, language: ListLanguage): string {
  return number ?? TEXTS[language][numbersErased ? 'erased' : 'withheld'];
}

function stateOf(call: ListedCall, language: ListLanguage): string {
  const { states, reasons } = TEXTS[language];
  if (call.noRecordingReason !== null) return reasons[call.noRecordingReason];
  if (call.recordings.length === 0) return states.none;
  if (call.recordings.some(({ playable }) => playable)) return states.playable;
  return call.recordings.some(({ kept }) => kept) ? states.filesOnly : states.deleted;
}

function flagsOf({ flags, recordings }: ListedCall): string | null {
  return [...new Set([...flags, ...recordings.flatMap((each) => each.flags)])].join(' ') || null;
}

const CALLS_PER_QUERY = 200;

/** The calls of a filter, newest first, a page of rows at a time: however many there are, one page is held. */
export async function* callPages(
  catalog: CatalogDeps,
  scope: TenantScope,
  filter: CallFilter,
): AsyncGenerator<readonly ListedCall[]> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listCalls>> = await listCalls(catalog, scope, {
      ...filter,
      cursor,
      limit: CALLS_PER_QUERY,
    });
    if (page.calls.length > 0) yield page.calls;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
