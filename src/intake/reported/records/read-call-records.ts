import { mapInTurns } from '../../../base/map-in-turns.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { RecordMapping } from '../../../tenants/index.ts';
import { readRecord, type RecordResult } from './read-record.ts';
import { readRecordBody, type ReceivedItem } from './record-body.ts';

/** A record as it was received, and what it says. */
export interface ReadRecord {
  /** By the names in the record; objects within objects where it was JSON or XML. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly result: RecordResult;
}

export interface ReadRecords {
  readonly records: readonly ReadRecord[];
  /** Sent alone, not in a list. */
  readonly isSingle: boolean;
}

/**
 * Reads the call records in a request's body as a source's mapping says: each one is a call, refused for itself, or skipped. Fails where the body has no records at
 * all. `timeZone`: of the source. Messages never have values: they are personal data.
 */
export function readCallRecords(
  body: Buffer,
  contentType: string,
  mapping: RecordMapping,
  timeZone: string | null,
): Result<ReadRecords> {
  const received = readRecordBody(body, contentType, mapping);
  if (!received.ok) return received;
  const { items, isSingle } = received.value;
  return ok({ records: items.map((item) => readItem(item, mapping, timeZone)), isSingle });
}

/** The same of what may be many, while the process does what else is due. */
export async function readCallRecordsInTurns(
  body: Buffer,
  contentType: string,
  mapping: RecordMapping,
  timeZone: string | null,
): Promise<Result<ReadRecords>> {
  const received = readRecordBody(body, contentType, mapping);
  if (!received.ok) return received;
  const { items, isSingle } = received.value;
  return ok({ records: await mapInTurns(items, (item) => readItem(item, mapping, timeZone)), isSingle });
}

function readItem(item: ReceivedItem, mapping: RecordMapping, timeZone: string | null): ReadRecord {
  if ('problem' in item) return { fields: {}, result: fail([{ field: '', message: item.problem }]) };
  return {
    get fields() {
      return item.fields;
    },
    result: readRecord(item, mapping, timeZone),
  };
}
