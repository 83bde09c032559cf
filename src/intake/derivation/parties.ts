import type { PhoneNumber } from '../../base/phone-number.ts';
import type { Channel } from '../../recording/index.ts';
import { type Participant, type RecordingMetadata, readAddress } from '../../wire/siprec/index.ts';
import type { SessionFacts } from './session-facts.ts';
import type { VendorMetadata } from './vendor-metadata.ts';

/** The parties of a call and the channel of each stream. */
export interface Parties {
  /** Null: withheld or unknown. */
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** Numbers of all participants, caller and callee included. */
  readonly numbers: readonly PhoneNumber[];
  /** Of each recorded stream, in the order of the m-lines. */
  readonly channels: readonly Channel[];
  /** Only the order of the participants was known: caller and callee may be swapped. */
  readonly guessed: boolean;
}

/**
 * Takes the parties from the vendor's metadata, else from who sends which labelled stream, else from the order. RFC 7865
 * does not say who called: the first participant is the caller, as all SRCs known to us write it.
 */
export function deriveParties(facts: SessionFacts, vendor: VendorMetadata): Parties {
  const present = presentParticipants(facts.metadata);
  const caller = findCaller(present, vendor);
  const others = present.filter((participant) => participant !== caller);
  const senders = facts.labels.map((label) => sendersOf(facts.metadata, label));
  const associated = senders.length > 0 && senders.every((ids) => ids.length > 0);
  const channels = channelsOf(senders, caller?.id);
  const numbers = present.map(numberOf).filter((number) => number !== null);
  const callerNumber = numberFrom(vendor.caller, caller);
  const calleeNumber = numberFrom(vendor.callee, others[0]);
  const fromVendor = vendor.callerParticipantId !== null || (vendor.caller !== null && vendor.callee !== null);
  return {
    caller: callerNumber,
    callee: calleeNumber,
    numbers: [...new Set([callerNumber, calleeNumber, ...numbers].filter((number) => number !== null))],
    channels: channels ?? channelsByOrder(facts.labels.length),
    guessed: channels === null || !(fromVendor || associated),
  };
}

/** Participants who have not left, in the document's order. */
function presentParticipants(metadata: RecordingMetadata | null): readonly Participant[] {
  if (metadata === null) return [];
  const isPresent = (id: string): boolean => {
    const sessions = metadata.participantSessions.filter(({ participantId }) => participantId === id);
    return sessions.length === 0 || sessions.some(({ left }) => !left);
  };
  const present = metadata.participants.filter(({ id }) => isPresent(id));
  return present.length > 0 ? present : metadata.participants;
}

/** The vendor may name the caller's participant, or give a number of either party; else the first participant. */
function findCaller(present: readonly Participant[], vendor: VendorMetadata): Participant | undefined {
  const withNumber = (address: string | null): Participant | undefined => {
    const number = address === null ? null : (readAddress(address)?.number ?? null);
    return number === null ? undefined : present.find((participant) => numberOf(participant) === number);
  };
  const callee = withNumber(vendor.callee);
  return (
    present.find(({ id }) => id === vendor.callerParticipantId) ??
    withNumber(vendor.caller) ??
    (callee === undefined ? undefined : present.find((participant) => participant !== callee)) ??
    present[0]
  );
}

/** The vendor's address if there is one, else the participant's number. */
function numberFrom(address: string | null, participant: Participant | undefined): PhoneNumber | null {
  if (address !== null) return readAddress(address)?.number ?? null;
  return participant === undefined ? null : numberOf(participant);
}

/** A participant may have several addresses (RFC 7865 §6.5.1); the first that is a number is used. */
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

/** Null: the metadata does not say who is in which stream. A single stream holds both parties. */
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
