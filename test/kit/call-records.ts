import { expect } from 'vitest';
import { readCallRecords, type ReadRecord } from '../../src/intake/index.ts';
import type { RecordFormat, RecordMapping } from '../../src/tenants/index.ts';
/** The zone of the source. */
export const WARSAW = 'Europe/Warsaw';
/** 10:00 in Warsaw. */
export const START = Date.parse('2026-03-10T09:00:00Z');
export const CALL = {
  startedAt: START,
  answeredAt: START + 7000,
  endedAt: START + 67_000,
  caller: '+48600100200',
  callee: '+48221234567',
};

export interface Sent {
  readonly format: RecordFormat;
  readonly fields?: RecordMapping['fields'];
  readonly type?: string;
  readonly zone?: string | null;
}

export function read(
  body: unknown,
  { format, fields = {}, type = 'application/json', zone = WARSAW }: Sent,
): readonly ReadRecord[] {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const found = readCallRecords(Buffer.from(text), type, { format, fields }, zone);
  if (!found.ok) throw new Error(found.reason);
  return found.value.records;
}

/** Of the only record: the call, `skipped: reason`, or the fields that are wrong, as `ours (theirs)`. */
export function readOne(body: unknown, sent: Sent): unknown {
  const [record, ...others] = read(body, sent);
  expect(others).toEqual([]);
  return outcome(record!);
}

export function outcome({ result }: ReadRecord): unknown {
  if ('skipped' in result) return `skipped: ${result.skipped}`;
  return result.ok
    ? result.value
    : result.reason.map(({ field, sourceField }) => `${field} (${sourceField ?? ''})`).join(' ');
}

export const csv = (...columns: readonly (string | number)[]): string =>
  columns.map((column) => (typeof column === 'number' ? `${column}` : `"${column.replaceAll('"', '""')}"`)).join(',');
