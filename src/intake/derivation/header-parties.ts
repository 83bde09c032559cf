import type { ReceivedRequest } from '../../wire/sip/index.ts';
import { type RecordingMetadata, streamSenders } from '../../wire/siprec/index.ts';
import type { ForkedEnd, ForkedSide } from './forked-side.ts';
import type { SessionFacts } from './session-facts.ts';

/** A recorded stream, as far as headers say something of it. */
export interface HeaderStream {
  readonly label: string | null;
  /** The position of its m-line. */
  readonly line: number;
  /** Of a one-way session. */
  readonly end: ForkedEnd | null;
}

type HeaderFacts = Pick<SessionFacts, 'metadata' | 'senders' | 'labels' | 'byHeaders'>;

/** The parties and streams of a session without metadata by its headers, as if metadata had named them. Null: they say nothing. */
export function factsOfHeaders(
  invite: ReceivedRequest,
  forked: ForkedSide | null,
  streams: readonly HeaderStream[],
): HeaderFacts | null {
  return forked === null ? factsOfParticipants(invite, streams) : factsOfSides(forked, streams);
}

/** Nothing says who called: the far end comes first, as if the recorded phone had been called. */
function factsOfSides({ callId, nearAddress, farAddress }: ForkedSide, streams: readonly HeaderStream[]): HeaderFacts {
  const parties: readonly Party[] = [
    { id: 'far', address: farAddress, sends: streams.some(({ end }) => end === 'far') ? ['far'] : [] },
    { id: 'near', address: nearAddress, sends: streams.some(({ end }) => end === 'near') ? ['near'] : [] },
  ];
  const labels = streams.map(({ end }) => end);
  return { ...described(parties, callId), labels, byHeaders: 'one-way' };
}

/** Participants that are read; CUBE writes one for each m-line. */
const MAX_PARTICIPANTS = 32;

/** Cisco CUBE without SIPREC: `X-Cisco-Recording-Participant: sip:2001@192.0.2.1;media-index="0"`, the positions of the m-lines with that voice. */
function factsOfParticipants({ headers }: ReceivedRequest, streams: readonly HeaderStream[]): HeaderFacts | null {
  const written = headers.list('X-Cisco-Recording-Participant').slice(0, MAX_PARTICIPANTS);
  if (written.length === 0) return null;
  const recorded = new Set(streams.map(({ line }) => String(line)));
  const parties = written.map((text, index): Party => {
    const indexes = /;\s*media-index\s*=\s*"?([\d\s]*)/i.exec(text)?.[1] ?? '';
    const address = text.replace(/;\s*media-index.*$/i, '').trim();
    return { id: `participant-${index}`, address, sends: indexes.split(/\s+/).filter((line) => recorded.has(line)) };
  });
  return { ...described(parties, null), labels: streams.map(({ line }) => String(line)), byHeaders: 'participants' };
}

interface Party {
  readonly id: string;
  readonly address: string | null;
  /** Labels. */
  readonly sends: readonly string[];
}

function described(parties: readonly Party[], groupId: string | null): Pick<HeaderFacts, 'metadata' | 'senders'> {
  const labels = [...new Set(parties.flatMap(({ sends }) => sends))];
  const metadata: RecordingMetadata = {
    dataMode: 'complete',
    groups: groupId === null ? [] : [{ id: groupId, extensions: [] }],
    sessions: [],
    participants: parties.map(({ id, address }) => ({
      id,
      addresses: address === null ? [] : [address],
      extensions: [],
    })),
    streams: labels.map((label) => ({ id: label, sessionId: null, label })),
    participantStreams: parties.map(({ id, sends }) => ({ participantId: id, sends, receives: [] })),
    participantSessions: [],
    extensions: [],
    repeatedIds: [],
  };
  return { metadata, senders: streamSenders(metadata) };
}
