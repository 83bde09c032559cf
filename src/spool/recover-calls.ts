import type { RecordingId } from '../base/ids.ts';
import type { CallDescription } from '../recording/index.ts';
import type { EndRecord, OpenRecord } from './call-writer.ts';
import { readSpooledCall } from './read-spooled-call.ts';
import type { ScannedRecord } from './scan-segment.ts';
import { RECORDS_PER_WRITER } from './spool-writer.ts';
import { type SpooledCall, type SpooledLeg, type SpoolExtent, withEndFlag, withFlag } from './spooled-call.ts';

/** What has been found of one call so far. Records may come twice and in any order: their numbers sort them. */
interface CallRecords {
  /** Of the run that wrote it. */
  spoolKey: Uint8Array | null;
  /** The numbers of the records that were found, payloads of packets unread. */
  readonly numbers: Set<number>;
  endNumber: number | null;
  open: OpenRecord | null;
  legs: Numbered<readonly SpooledLeg[]> | null;
  description: Numbered<CallDescription> | null;
  end: EndRecord | null;
  readonly chunks: Map<number, SpoolExtent>;
}

interface Numbered<T> {
  readonly number: number;
  readonly value: T;
}

/** Assembles calls from the records of any number of segments. */
export class RecoveredCalls {
  readonly #calls = new Map<RecordingId, CallRecords>();

  /** False: the record is damaged, and left out. One of a call that was released is left out, too. */
  add(record: ScannedRecord): boolean {
    const { recordingId, number, kind } = record.header;
    const call = this.#recordsOf(recordingId);
    call.spoolKey = record.runKey;
    if (kind === 'packets') {
      call.chunks.set(number, record.extent);
      call.numbers.add(number);
      return true;
    }
    const content = record.payload();
    if (content === null) return record.isReleased();
    call.numbers.add(number);
    if (kind === 'end') call.endNumber = number;
    const value: unknown = JSON.parse(content.toString());
    if (kind === 'open') call.open = value as OpenRecord;
    else if (kind === 'end') call.end = value as EndRecord;
    else if (kind === 'legs') call.legs = latest(call.legs, { number, value: value as readonly SpooledLeg[] });
    else call.description = latest(call.description, { number, value: value as CallDescription });
    return true;
  }

  /** Every call whose `open` record could be read, in the order they were found. */
  get ids(): readonly RecordingId[] {
    return [...this.#calls].filter(([, records]) => records.open !== null).map(([recordingId]) => recordingId);
  }

  /** All of them. Throws `spool-unreadable`. */
  get calls(): readonly SpooledCall[] {
    return this.ids.map((id) => this.call(id));
  }

  /** Whether all records of the call were found, from the first to the last. Not known of a call with several writers. */
  isComplete(recordingId: RecordingId): boolean {
    const { numbers, endNumber } = this.#recordsOf(recordingId);
    return endNumber !== null && numbers.size === endNumber + 1;
  }

  /** One of `ids`. Throws `spool-unreadable`. */
  call(recordingId: RecordingId): SpooledCall {
    const records = this.#recordsOf(recordingId);
    return assemble(recordingId, records, records.open!);
  }

  /** Where the chunks of a call are, in the call's order. */
  extents(recordingId: RecordingId): readonly SpoolExtent[] {
    const records = this.#calls.get(recordingId);
    return records === undefined ? [] : extentsOf(records);
  }

  /** Calls without an `end` record. */
  get withoutEnd(): readonly RecordingId[] {
    return [...this.#calls].filter(([, records]) => records.end === null).map(([recordingId]) => recordingId);
  }

  /** Calls whose `open` record is damaged: their tenant is not known. */
  get withoutOpenRecord(): readonly RecordingId[] {
    return [...this.#calls].filter(([, records]) => records.open === null).map(([recordingId]) => recordingId);
  }

  #recordsOf(recordingId: RecordingId): CallRecords {
    let call = this.#calls.get(recordingId);
    if (call === undefined) {
      call = {
        spoolKey: null,
        numbers: new Set(),
        endNumber: null,
        open: null,
        legs: null,
        description: null,
        end: null,
        chunks: new Map(),
      };
      this.#calls.set(recordingId, call);
    }
    return call;
  }
}

function latest<T>(known: Numbered<T> | null, found: Numbered<T>): Numbered<T> {
  return known !== null && known.number > found.number ? known : found;
}

function assemble(recordingId: RecordingId, records: CallRecords, open: OpenRecord): SpooledCall {
  const description = records.description?.value ?? open.description;
  const endReason = records.end?.endReason ?? 'killed';
  const call: SpooledCall = {
    recordingId,
    description: withEndFlag(isRecordMissing(records) ? withFlag(description, 'damaged') : description, endReason),
    legs: records.legs?.value ?? open.legs,
    captureStartedAt: open.captureStartedAt,
    endedAt: records.end?.endedAt ?? open.captureStartedAt,
    endReason,
    spoolKey: records.spoolKey,
    extents: extentsOf(records),
  };
  const endedAt = records.end === null ? (lastArrivalMs(call) ?? call.endedAt) : call.endedAt;
  // The clock may have been set back while it was recorded.
  return { ...call, endedAt: Math.max(endedAt, call.captureStartedAt) };
}

function extentsOf({ chunks }: CallRecords): readonly SpoolExtent[] {
  return [...chunks].sort(([a], [b]) => a - b).map(([, extent]) => extent);
}

/**
 * Each writer of a call numbers its records without gaps, so that a damaged or lost one shows. What a dead writer had in
 * memory does not: its last record is not known.
 */
function isRecordMissing({ numbers }: CallRecords): boolean {
  const counts = new Map<number, { records: number; next: number }>();
  for (const number of numbers) {
    const writer = Math.floor(number / RECORDS_PER_WRITER);
    const { records, next } = counts.get(writer) ?? { records: 0, next: 0 };
    counts.set(writer, { records: records + 1, next: Math.max(next, (number % RECORDS_PER_WRITER) + 1) });
  }
  return [...counts.values()].some(({ records, next }) => records < next);
}

/** Arrival of the last packet in the last chunk that is not damaged; null: there is none. Throws `spool-unreadable`. */
export function lastArrivalMs(call: SpooledCall): number | null {
  for (const extent of call.extents.toReversed()) {
    let latest: number | null = null;
    for (const packet of readSpooledCall({ ...call, extents: [extent] })) latest = packet.arrivedAtMs;
    if (latest !== null) return Math.round(latest);
  }
  return null;
}
