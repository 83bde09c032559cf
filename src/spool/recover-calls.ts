import type { RecordingId } from '../base/ids.ts';
import type { CallDescription } from '../recording/index.ts';
import type { EndRecord, OpenRecord } from './call-writer.ts';
import { flaggedByEnd } from './flagged-by-end.ts';
import { readSpooledCall } from './read-spooled-call.ts';
import type { FoundRecord } from './scan-segment.ts';
import type { SpooledCall, SpooledLeg, SpoolExtent } from './spooled-call.ts';

/** What has been found of one call so far. Records may come twice and in any order: their numbers tell. */
interface Fragments {
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

/** Puts calls together from the records of any number of segments. */
export class CallsFound {
  readonly #calls = new Map<RecordingId, Fragments>();

  add(record: FoundRecord): void {
    const { recordingId, number, kind } = record.header;
    const call = this.#fragmentsOf(recordingId);
    if (kind === 'packets') {
      call.chunks.set(number, record.extent);
      return;
    }
    const content = record.payload();
    if (content === null) return;
    const value: unknown = JSON.parse(content.toString());
    if (kind === 'open') call.open = value as OpenRecord;
    else if (kind === 'end') call.end = value as EndRecord;
    else if (kind === 'legs') call.legs = later(call.legs, { number, value: value as readonly SpooledLeg[] });
    else call.description = later(call.description, { number, value: value as CallDescription });
  }

  /** Every call whose beginning could be read, in the order they were found. */
  get calls(): readonly SpooledCall[] {
    const calls: SpooledCall[] = [];
    for (const [recordingId, found] of this.#calls) {
      if (found.open !== null) calls.push(assemble(recordingId, found, found.open));
    }
    return calls;
  }

  /** Calls whose beginning is damaged: whose they are cannot be told. */
  get withoutBeginning(): readonly RecordingId[] {
    return [...this.#calls].filter(([, found]) => found.open === null).map(([recordingId]) => recordingId);
  }

  #fragmentsOf(recordingId: RecordingId): Fragments {
    let call = this.#calls.get(recordingId);
    if (call === undefined) {
      call = { open: null, legs: null, description: null, end: null, chunks: new Map() };
      this.#calls.set(recordingId, call);
    }
    return call;
  }
}

function later<T>(known: Numbered<T> | null, found: Numbered<T>): Numbered<T> {
  return known !== null && known.number > found.number ? known : found;
}

function assemble(recordingId: RecordingId, found: Fragments, open: OpenRecord): SpooledCall {
  const description = found.description?.value ?? open.description;
  const endReason = found.end?.endReason ?? 'killed';
  const call: SpooledCall = {
    recordingId,
    description: flaggedByEnd(description, endReason),
    legs: found.legs?.value ?? open.legs,
    captureStartedAt: open.captureStartedAt,
    endedAt: found.end?.endedAt ?? open.captureStartedAt,
    endReason,
    extents: [...found.chunks].sort(([a], [b]) => a - b).map(([, extent]) => extent),
  };
  return found.end === null ? { ...call, endedAt: lastArrivalMs(call) ?? call.endedAt } : call;
}

/** When the last packet of a call came: of its last chunk that can be read. */
function lastArrivalMs(call: SpooledCall): number | null {
  for (const extent of call.extents.toReversed()) {
    let latest: number | null = null;
    for (const packet of readSpooledCall({ ...call, extents: [extent] })) latest = packet.arrivedAtMs;
    if (latest !== null) return Math.round(latest);
  }
  return null;
}
