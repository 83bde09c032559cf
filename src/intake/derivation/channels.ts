import type { Channel } from '../../recording/index.ts';
import type { Participant } from '../../wire/siprec/index.ts';
import type { EarlierParties } from './party-history.ts';
import type { SessionFacts } from './session-facts.ts';

/**
 * By what the party of a stream was found: who sends it, who receives it, whose the other stream is, that there is only one stream;
 * or only the order.
 */
export type ChannelEvidence = 'sender' | 'receiver' | 'other-stream' | 'only-stream' | 'order';

export interface Channels {
  /** Of each recorded stream, in the order of the m-lines. */
  readonly channels: readonly Channel[];
  readonly channelsBy: readonly ChannelEvidence[];
  /** Only the order was known: the voices may be on each other's channel. */
  readonly channelsGuessed: boolean;
  /** The metadata says of every stream who sends it. */
  readonly associated: boolean;
}

interface ChannelsRequest {
  readonly facts: SessionFacts;
  /** In the document's order. */
  readonly present: readonly Participant[];
  readonly callerId: string | undefined;
  readonly calleeId: string | undefined;
  /** Missing: the session begins. */
  readonly earlier: EarlierParties | undefined;
}

type FoundChannel = readonly [Channel, ChannelEvidence];

/** The channel of each stream by what the metadata says; by the order, as a guess, where it says nothing or contradicts itself. */
export function deriveChannels(request: ChannelsRequest): Channels {
  const { labels } = request.facts;
  const known = knownIds(request);
  const senders = labels.map((label) => sendersOf(request.facts, label, known));
  const associated = senders.length > 0 && senders.every((ids) => ids.length > 0);
  // A single stream holds both parties, unless it is one half of a call.
  const isOneWay = request.facts.byHeaders === 'one-way';
  if (labels.length === 1 && !isOneWay) {
    return { channels: ['mixed'], channelsBy: ['only-stream'], channelsGuessed: false, associated };
  }
  const found = withOtherStream(labels.map((label, index) => channelOf(request, label, senders[index]!)));
  const named = found.map((one) => one?.[0]);
  const isKnown = isOneWay || (named.includes('caller') && named.includes('callee'));
  const all = isKnown
    ? found.map((one): FoundChannel => one ?? ['mixed', 'order'])
    : (channelsAsBefore(request) ?? channelsByOrder(request, known));
  return {
    channels: all.map(([channel]) => channel),
    channelsBy: all.map(([, by]) => by),
    channelsGuessed: all.some(([, by]) => by === 'order'),
    associated: associated && isKnown,
  };
}

function knownIds({ facts, present }: ChannelsRequest): ReadonlySet<string> {
  return new Set([...present, ...(facts.metadata?.participants ?? [])].map(({ id }) => id));
}

/** Only participants of the metadata: an id that is gone says nothing. */
function sendersOf(facts: SessionFacts, label: string | null, known: ReadonlySet<string>): readonly string[] {
  const ids = label === null ? [] : (facts.senders.get(label) ?? []);
  return ids.filter((id) => known.has(id));
}

function channelOf(request: ChannelsRequest, label: string | null, senders: readonly string[]): FoundChannel | null {
  const { callerId, earlier } = request;
  if (callerId === undefined && (earlier === undefined || earlier.sides.size === 0)) return null;
  if (senders.length > 0) return [channelOfParties(senders, request), 'sender'];
  const receivers = receiversOf(request, label);
  // Of two parties who talk to each other, one receives what the other sends.
  if (request.present.length !== 2 || receivers.length !== 1) return null;
  return [receivers[0] === callerId ? 'callee' : 'caller', 'receiver'];
}

/** More than one may send a stream, as in a conference: it is the caller's side, the other side, or both. */
function channelOfParties(senders: readonly string[], { callerId, calleeId, earlier }: ChannelsRequest): Channel {
  const isCaller = (id: string): boolean => id === callerId || (id !== calleeId && earlier?.sides.get(id) === 'caller');
  if (!senders.some(isCaller)) return 'callee';
  return calleeId !== undefined && senders.includes(calleeId) ? 'mixed' : 'caller';
}

function receiversOf({ facts, present }: ChannelsRequest, label: string | null): readonly string[] {
  if (facts.metadata === null || label === null) return [];
  const streams = new Set(facts.metadata.streams.filter((stream) => stream.label === label).map(({ id }) => id));
  const receiving = facts.metadata.participantStreams.filter(({ receives }) => receives.some((id) => streams.has(id)));
  const ids = new Set(receiving.map(({ participantId }) => participantId));
  return present.map(({ id }) => id).filter((id) => ids.has(id));
}

/** Of two streams, one that nobody is known to send belongs to the party of whom the other is not. */
function withOtherStream(found: readonly (FoundChannel | null)[]): readonly (FoundChannel | null)[] {
  if (found.length !== 2) return found;
  const [known] = found.filter((one) => one !== null && one[0] !== 'mixed');
  if (known === undefined || known === null) return found;
  const opposite: FoundChannel = [known[0] === 'caller' ? 'callee' : 'caller', 'other-stream'];
  return found.map((one) => one ?? opposite);
}

/** Where nothing says whose the streams are now, a transfer leaves each on its channel. */
function channelsAsBefore({ facts, earlier }: ChannelsRequest): readonly FoundChannel[] | null {
  const before = facts.labels.map((label) => (label === null ? undefined : earlier?.channels.get(label)));
  return before.every((channel) => channel !== undefined) ? before.map((channel) => [channel, 'order']) : null;
}

/** SRCs offer the streams in the order of the metadata, and write these in the order of the participants. */
function channelsByOrder(request: ChannelsRequest, known: ReadonlySet<string>): readonly FoundChannel[] {
  const { facts, present, callerId } = request;
  const streams = facts.metadata?.streams ?? [];
  const isOneForEach = streams.length === facts.labels.length;
  const described = isOneForEach
    ? streams.map(({ label }) => channelOf(request, label, sendersOf(facts, label, known)))
    : [];
  const named = described.map((one) => one?.[0]);
  if (named.includes('caller') && named.includes('callee')) {
    return described.map((one): FoundChannel => [one?.[0] ?? 'mixed', 'order']);
  }
  const isCallerSecond = present[1] !== undefined && present[1].id === callerId;
  const inOrder: readonly Channel[] = isCallerSecond ? ['callee', 'caller'] : ['caller', 'callee'];
  return facts.labels.map((_, index): FoundChannel => [inOrder[index] ?? 'mixed', 'order']);
}
