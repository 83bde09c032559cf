import type { RecordField } from '../../../tenants/index.ts';
import type { ReceivedRecord } from './received-record.ts';

/** Why a record is neither a call nor wrong. */
export const SKIPPED_RECORDS = ['leg-of-another-call', 'not-a-call'] as const;
export type SkippedRecord = (typeof SKIPPED_RECORDS)[number];

/** The text of a field; empty where there is none. */
export type TextOf = (path: string) => string;

/** What was found in a record for a field of ours, and where. */
export interface FoundField {
  readonly value: unknown;
  readonly path: string;
}
export type FoundFields = Partial<Record<RecordField, FoundField>>;

/** What is known of a format of call records. */
export interface RecordLayout {
  /** The columns of a CSV line where no header line names them. */
  readonly columns?: (line: readonly string[]) => readonly string[];
  /** Where our fields are: the first place that has a value. */
  readonly places: Partial<Record<RecordField, readonly string[]>>;
  /** Of times without an offset, where the source has no time zone: the one that the format is documented to have. */
  readonly timeZone?: string;
  /** No answer time says that nobody answered. Otherwise it says nothing. */
  readonly answerIsAlwaysReported?: boolean;
  /** Before the fields are read. */
  readonly prepare?: (record: ReceivedRecord) => ReceivedRecord;
  readonly decode?: (text: string) => string;
  readonly skip?: (textOf: TextOf) => SkippedRecord | null;
  /** Whether a word says that the call was answered; undefined: it does not say. */
  readonly isAnswered?: (word: string) => boolean | undefined;
  /** Writes a time as `readInstant` reads it. */
  readonly time?: (text: string) => string;
  /** What follows from several fields. */
  readonly refine?: (found: FoundFields, textOf: TextOf) => FoundFields;
}

/** The words of PBXs for an answered call; undefined for what is none of them. */
export function isAnsweredWord(word: string): boolean | undefined {
  const plain = word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (/^(answer|answered|yes|y|true|1|ok|tak|odebrane|completed|success)$/.test(plain)) return true;
  if (
    /^(noanswer|unanswered|notanswered|no|n|false|0|busy|failed|failure|congestion|cancel|canceled|cancelled|missed|abandoned|rejected|nie|nieodebrane)$/.test(
      plain,
    )
  )
    return false;
  return undefined;
}
