import type { Selectable } from 'kysely';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { Schema } from '../platform/postgres/index.ts';
import type { Direction } from '../recording/index.ts';

/** When and between whom a call was. Instants are Unix ms. */
export interface CallSummary {
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** What the caller dialled, where it is not the callee's number. */
  readonly dialled: string | null;
}

/** The columns that it is made of. */
export const SUMMARY_COLUMNS = [
  'calls.started_at',
  'calls.answered_at',
  'calls.ended_at',
  'calls.direction',
  'calls.caller',
  'calls.callee',
  'calls.dialled',
] as const;

export type SummaryRow = Pick<
  Selectable<Schema['calls']>,
  'started_at' | 'answered_at' | 'ended_at' | 'direction' | 'caller' | 'callee' | 'dialled'
>;

export function summaryFromRow(row: SummaryRow): CallSummary {
  return {
    startedAt: row.started_at.getTime(),
    answeredAt: row.answered_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
    direction: row.direction,
    caller: row.caller,
    callee: row.callee,
    dialled: row.dialled,
  };
}
