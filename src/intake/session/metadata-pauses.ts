import { streamSenders } from '../../wire/siprec/index.ts';
import type { SessionMetadata } from './session-metadata.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * The labels of the streams that are paused by the metadata alone: RFC 7865 §6.8.1, a participant's association without a `send` for a stream says
 * that it does not send it any more. Some PBXs pause so, with media that goes on. Only a stream that somebody has sent before: an
 * association that never fitted the streams says nothing, and neither does a document without associations, or one that does not have the
 * stream any more: new labels beside an m-line that goes on must not silence the rest of the call.
 */
export function labelsPaused({ metadata, senders }: SessionMetadata): ReadonlySet<string> {
  if (metadata === null || metadata.participantStreams.length === 0) return NONE;
  const sent = streamSenders(metadata);
  const described = new Set(metadata.streams.map(({ label }) => label));
  return new Set([...senders.keys()].filter((label) => described.has(label) && !sent.has(label)));
}
