import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type ListedSource, listSources, type RecordMapping } from '../../tenants/index.ts';
import { AppError } from '../../base/errors.ts';
import { readCallRecords, type ReadRecord } from '../reported/records/read-call-records.ts';
import type { KeptRequest, KeptResult } from './kept-request.ts';
import { keptSince, readRequests } from './last-records-rows.ts';

interface ReadLastRecordsDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get'>;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly clock: Clock;
  readonly traceHours: number;
}

/** How they are read for the reader; missing: as the source's settings say. */
interface Reading {
  readonly mapping?: RecordMapping | undefined;
  readonly timeZone?: string | null | undefined;
}

export interface LastRecord {
  /** Null: it cannot be read by this mapping. */
  readonly record: ReadRecord | null;
  /** What became of it when it was received; null: unknown. */
  readonly result: KeptResult | null;
}

/** A request as it was received, and its records as the mapping reads them. */
export interface LastRequest extends Pick<KeptRequest, 'at' | 'contentType' | 'total' | 'refused'> {
  /** Why its body cannot be read by the mapping; null: it can. */
  readonly unreadable: string | null;
  /** As it was received, where its records cannot be separated; else null. */
  readonly text: string | null;
  readonly records: readonly LastRecord[];
}

/** The last call records of a source, newest request first. They name people: the audit log says who saw them. Throws `source-unknown`, `trace-key-missing`. */
export async function readLastRecords(
  { db, keys, audit, clock, traceHours }: ReadLastRecordsDeps,
  sourceId: string,
  { by, ...reading }: Reading & { readonly by: Pick<AuditEvent, 'actor' | 'address'> },
): Promise<LastRequest[]> {
  const source = (await listSources(db)).find(({ id }) => id === sourceId);
  if (source === undefined) throw new AppError('source-unknown');
  const kept = await readRequests(db, keys, sourceId, keptSince(traceHours, clock.now()));
  const requests = kept.map((request) => readKept(request, source, reading));
  const detail = { requests: requests.length };
  const tenantId = source.tenant?.id ?? null;
  await audit.record({ ...by, tenantId, action: 'source-records-read', subject: source.id, detail });
  return requests;
}

function readKept(kept: KeptRequest, source: ListedSource, { mapping, timeZone }: Reading): LastRequest {
  const { at, contentType, total, refused, body, results } = kept;
  const zone = timeZone === undefined ? source.timeZone : timeZone;
  const read = readCallRecords(Buffer.from(body), contentType, mapping ?? source.callRecords, zone);
  const request = { at, contentType, total, refused };
  if (!read.ok) {
    const records = results.map((result) => ({ record: null, result }));
    return { ...request, unreadable: read.reason, text: body, records };
  }
  const { records } = read.value;
  // Of another number of records it is not known which is which: one of the mappings takes the first line for names.
  const before = readCallRecords(Buffer.from(body), contentType, kept.mapping, zone);
  const isSame = before.ok && before.value.records.length === records.length;
  return {
    ...request,
    unreadable: null,
    text: null,
    records: records.map((record, place) => ({ record, result: isSame ? (results[place] ?? null) : null })),
  };
}
