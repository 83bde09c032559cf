import { fail, ok, type Result } from '../base/result.ts';
import type { ChainEntry } from './chain-entry.ts';
import { CHAIN_START, type ChainEnd, hashOf } from './chained-event.ts';

/** The first place where a chain does not hold. */
export interface ChainBreak {
  /** The event that should stand there. */
  readonly seq: number;
  readonly what: /** Another event stands in its place: one is missing, doubled or out of order. */
    | 'missing'
    /** It does not carry the hash of the event before it. */
    | 'not-linked'
    /** Its hash is not that of what it says. */
    | 'altered'
    /** The chain does not end where it should: the last events are missing, or it was never told to its end. */
    | 'cut-off'
    /** An exported line that is not an entry. */
    | 'unreadable'
    /** An export has another event there than the database. */
    | 'rewritten';
}

/** Follows a chain from its start: where it ends, or the first place where it is broken. */
export async function verifyChain(
  entries: AsyncIterable<Result<ChainEntry, 'unreadable'>>,
): Promise<Result<ChainEnd, ChainBreak>> {
  let last = CHAIN_START;
  for await (const entry of entries) {
    const seq = last.seq + 1;
    if (!entry.ok) return fail({ seq, what: entry.reason });
    if ('end' in entry.value) {
      const { end } = entry.value;
      return end.seq === last.seq && end.hash === last.hash ? ok(last) : fail({ seq, what: 'cut-off' });
    }
    const { event } = entry.value;
    if (event.seq !== seq) return fail({ seq, what: 'missing' });
    if (event.previousHash !== last.hash) return fail({ seq, what: 'not-linked' });
    if (event.hash !== hashOf(event)) return fail({ seq, what: 'altered' });
    last = { seq, hash: event.hash };
  }
  return fail({ seq: last.seq + 1, what: 'cut-off' });
}
