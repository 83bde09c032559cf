import { randomBytes } from 'node:crypto';
import type { LegSecurity } from '../../spool/index.ts';
import { type AnsweredCrypto, chosenCrypto, type OfferedMedia } from '../../wire/sdp/index.ts';
import { CRYPTO_SUITES } from '../../wire/srtp/index.ts';

/** The keys of a recorded stream. */
export interface StreamSecurity {
  /** By which the SRC's packets are opened, in the order of time; empty: they were never encrypted. */
  readonly received: readonly LegSecurity[];
  /** For the SDP answer; null: the stream is not encrypted now. */
  readonly answered: AnsweredCrypto | null;
}

/**
 * Keys kept of a stream: each is needed until its packets are encoded, after the call. A call of an hour that is held each half minute, with new keys
 * each time, has as many. Of a stream that changes them more often the first are forgotten.
 */
const MAX_KEYS_OF_STREAM = 256;

/** What an offer's m-line changes of the keys; `before`: those of the stream so far. `now`: Unix ms. */
export function agreeSecurity(line: OfferedMedia, before: StreamSecurity | null, now: number): StreamSecurity {
  const chosen = chosenCrypto(line);
  const keys = chosen?.received ?? null;
  const received = withKeys(before?.received ?? null, { since: before === null ? 0 : now, keys });
  if (chosen === null) return { received, answered: null };
  const { tag, suiteName, parameters, received: theirs } = chosen;
  const known = before?.answered ?? null;
  if (known?.tag === tag && known.suiteName === suiteName) return { received, answered: { ...known, parameters } };
  const { keyBytes, saltBytes } = CRYPTO_SUITES[theirs.suite];
  // Of what we would send. Nothing is: the key is there because an answer without one is no answer (RFC 4568 §5.1.2).
  const keySalt = randomBytes(keyBytes + saltBytes).toString('base64');
  return { received, answered: { tag, suiteName, parameters, keySalt } };
}

/** For an offer of ours: a key for each suite, the one that we prefer first. The peer takes one of them, or sends plain RTP (RFC 8643). */
export function offeredCrypto(): readonly AnsweredCrypto[] {
  return Object.entries(CRYPTO_SUITES).map(([suiteName, { keyBytes, saltBytes }], index) => ({
    tag: String(index + 1),
    suiteName,
    parameters: null,
    keySalt: randomBytes(keyBytes + saltBytes).toString('base64'),
  }));
}

/** An offer that repeats the keys, as a session refresh or a hold does, changes nothing. */
function withKeys(before: readonly LegSecurity[] | null, next: LegSecurity): readonly LegSecurity[] {
  if (before === null || before.length === 0) {
    if (next.keys === null) return [];
    // The stream was plain until now.
    return before === null ? [next] : [{ since: 0, keys: null }, next];
  }
  const isSame = JSON.stringify(before.at(-1)!.keys) === JSON.stringify(next.keys);
  return isSame ? before : [...before, next].slice(-MAX_KEYS_OF_STREAM);
}
