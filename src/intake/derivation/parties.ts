import type { PhoneNumber } from '../../base/phone-number.ts';
import type { Channel } from '../../recording/index.ts';
import { type Participant, type RecordingMetadata, readAddress } from '../../wire/siprec/index.ts';
import type { SessionFacts } from './session-facts.ts';
import type { VendorWords } from './vendor-words.ts';

/** Who talks with whom, and in which stream each is heard. */
export interface Parties {
  /** Null: hidden or not known. */
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** Numbers of all who take part, the two included. */
  readonly numbers: readonly PhoneNumber[];
  /** Of each recorded stream, in the order of the m-lines. */
  readonly channels: readonly Channel[];
  /** Order alone decided: who is who may be wrong. */
  readonly guessed: boolean;
}

/**
 * The parties by the vendor's word, else by who sends which labelled stream, else by order. RFC 7865 does not
 * say who called: among participants the first is the caller, as all SRCs known to us write it.
 */
export function partiesOf(facts: SessionFacts, words: VendorWords): Parties {
  const present = presentParticipants(facts.metadata);
  const caller = callerAmong(present, words);
  const others = present.filter((participant) => participant !== caller);
  const senders = facts.labels.map((label) => sendersOf(facts.metadata, label));
  const associated = senders.length > 0 && senders.every((ids) => ids.length > 0);
  const channels = channelsOf(senders, caller?.id);
  const numbers = present.map(numberOf).filter((number) => number !== null);
  const callerNumber = wordOr(words.caller, caller);
  const calleeNumber = wordOr(words.callee, others[0]);
  const told = words.callerParticipantId !== null || (words.caller !== null && words.callee !== null);
  return {
    caller: callerNumber,
    callee: calleeNumber,
    numbers: [...new Set([callerNumber, calleeNumber, ...numbers].filter((number) => number !== null))],
    channels: channels ?? channelsByOrder(facts.labels.length),
    guessed: channels === null || !(told || associated),
  };
}

/** Those who have not left, in the document's order. */
function presentParticipants(metadata: RecordingMetadata | null): readonly Participant[] {
  if (metadata === null) return [];
  const stays = (id: string): boolean => {
    const sessions = metadata.participantSessions.filter(({ participantId }) => participantId === id);
    return sessions.length === 0 || sessions.some(({ left }) => !left);
  };
  const present = metadata.participants.filter(({ id }) => stays(id));
  return present.length > 0 ? present : metadata.participants;
}

/** The vendor's word may point at the caller, or give a number of one of the two; else the first is taken. */
function callerAmong(present: readonly Participant[], words: VendorWords): Participant | undefined {
  const withNumber = (word: string | null): Participant | undefined => {
    const number = word === null ? null : (readAddress(word)?.number ?? null);
    return number === null ? undefined : present.find((participant) => numberOf(participant) === number);
  };
  const callee = withNumber(words.callee);
  return (
    present.find(({ id }) => id === words.callerParticipantId) ??
    withNumber(words.caller) ??
    (callee === undefined ? undefined : present.find((participant) => participant !== callee)) ??
    present[0]
  );
}

function wordOr(word: string | null, participant: Participant | undefined): PhoneNumber | null {
  if (word !== null) return readAddress(word)?.number ?? null;
  return participant === undefined ? null : numberOf(participant);
}

/** A participant may have several addresses (RFC 7865 §6.5.1); the first that is a number counts. */
function numberOf(participant: Participant): PhoneNumber | null {
  for (const text of participant.addresses) {
    const number = readAddress(text)?.number ?? null;
    if (number !== null) return number;
  }
  return null;
}

function sendersOf(metadata: RecordingMetadata | null, label: string | null): readonly string[] {
  if (metadata === null || label === null) return [];
  const streams = new Set(metadata.streams.filter((stream) => stream.label === label).map(({ id }) => id));
  return metadata.participantStreams
    .filter(({ sends }) => sends.some((id) => streams.has(id)))
    .map(({ participantId }) => participantId);
}

/** Null where the metadata does not tell the streams apart. One stream alone holds both parties. */
function channelsOf(senders: readonly (readonly string[])[], callerId: string | undefined): readonly Channel[] | null {
  if (senders.length === 1) return ['mixed'];
  const channels = senders.map((ids): Channel | null => {
    if (ids.length !== 1) return ids.length === 0 ? null : 'mixed';
    return ids[0] === callerId ? 'caller' : 'callee';
  });
  if (!channels.includes('caller') || !channels.includes('callee')) return null;
  return channels.map((channel) => channel ?? 'mixed');
}

function channelsByOrder(streams: number): readonly Channel[] {
  if (streams === 1) return ['mixed'];
  const inOrder: readonly Channel[] = ['caller', 'callee'];
  return Array.from({ length: streams }, (_, index) => inOrder[index] ?? 'mixed');
}
