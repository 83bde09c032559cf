import type { PhoneNumber } from '../../base/phone-number.ts';
import type { Side } from '../../recording/index.ts';
import { type Participant, type RecordingMetadata, readAddress, readDialled } from '../../wire/siprec/index.ts';
import { type Channels, deriveChannels } from './channels.ts';
import type { SessionFacts } from './session-facts.ts';
import type { EarlierParties, NamedParty, PresentParty } from './party-history.ts';
import type { Mapped, VendorMetadata } from './vendor-metadata.ts';

/** By what the caller was found. */
export type PartyEvidence =
  | 'earlier-side'
  | 'caller-marked'
  | 'caller-address'
  | 'callee-address'
  | 'recorded-party'
  | 'order';

/** `221234567;ext=101`. */
export interface NumberWithExtension {
  readonly number: PhoneNumber;
  readonly extension: PhoneNumber;
}

/** The parties of a call and the channel of each stream. */
export interface Parties extends Channels {
  /** Null: withheld or unknown. */
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** What the caller dialled, where it is not the callee's number: a feature code, a hunt group. */
  readonly dialled: string | null;
  /** Numbers of all participants, caller and callee included. */
  readonly numbers: readonly PhoneNumber[];
  /** Their extensions behind numbers of the public network, each once. */
  readonly extensions: readonly NumberWithExtension[];
  /** Those who take part now; none where all have left, or none is named. */
  readonly present: readonly PresentParty[];
  readonly callerBy: PartyEvidence;
  /** Only the order of the participants was known: caller and callee may be swapped. */
  readonly guessed: boolean;
}

/**
 * The participants' addresses decide the parties; the vendor's metadata only says which participant called, and stands in for a
 * participant without a number. RFC 7865 does not say who called: without a word of the vendor the first participant did, as all
 * SRCs known to us write it.
 */
export function deriveParties(facts: SessionFacts, vendor: VendorMetadata): Parties {
  const stayed = stayingParticipants(facts.metadata);
  const present = talkingFirst(stayed.length > 0 ? stayed : (facts.metadata?.participants ?? []), facts);
  const earlier = facts.earlier?.({
    present: stayed.map(named),
    all: (facts.metadata?.participants ?? []).map(named),
  });
  const { participant: caller, by } = findCaller(present, vendor, earlier);
  const callee = present.find((participant) => participant !== caller);
  const channels = deriveChannels({ facts, present, callerId: caller?.id, calleeId: callee?.id, earlier });
  const callerNumber = partyNumber(caller, vendor.caller);
  const calleeNumber = partyNumber(callee, vendor.callee);
  const all = [callerNumber, calleeNumber, ...present.map(numberOf)];
  return {
    ...channels,
    caller: callerNumber,
    callee: calleeNumber,
    dialled: dialledNumber(vendor, callee, calleeNumber),
    numbers: [...new Set(all.filter((number) => number !== null))],
    extensions: present.flatMap(extensionOf),
    present: presentParties(facts.metadata, stayed, { caller, callee, callerNumber, calleeNumber }),
    callerBy: by,
    guessed: by === 'order' && (!channels.associated || facts.byHeaders !== undefined),
  };
}

/** Participants who have not left, in the document's order; none: at its end all leave a call. */
function stayingParticipants(metadata: RecordingMetadata | null): readonly Participant[] {
  if (metadata === null) return [];
  const sessions = Map.groupBy(metadata.participantSessions, ({ participantId }) => participantId);
  const isPresent = (id: string): boolean => sessions.get(id)?.some(({ left }) => !left) ?? true;
  return metadata.participants.filter(({ id }) => isPresent(id));
}

function named(participant: Participant): NamedParty {
  return { id: participant.id, number: numberOf(participant) };
}

interface FoundParties {
  readonly caller: Participant | undefined;
  readonly callee: Participant | undefined;
  readonly callerNumber: PhoneNumber | null;
  readonly calleeNumber: PhoneNumber | null;
}

/** Who is not the caller is on the callee's side. Without participants the vendor's addresses are all there is. */
function presentParties(
  metadata: RecordingMetadata | null,
  stayed: readonly Participant[],
  { caller, callee, callerNumber, calleeNumber }: FoundParties,
): PresentParty[] {
  if (metadata === null || metadata.participants.length === 0) {
    const sides = [['caller', callerNumber] as const, ['callee', calleeNumber] as const];
    return sides.flatMap(([side, number]) => (number === null ? [] : { id: side, number, side, joinedAt: null }));
  }
  const joined = new Map(metadata.participantSessions.map((one) => [one.participantId, one.joinedAt ?? null]));
  return stayed.map((participant) => {
    const { id } = participant;
    const number =
      participant === caller ? callerNumber : participant === callee ? calleeNumber : numberOf(participant);
    return { id, number, side: participant === caller ? 'caller' : 'callee', joinedAt: joined.get(id) ?? null };
  });
}

/** A conference may name parties without a stream before those who talk. */
function talkingFirst(present: readonly Participant[], { senders, labels }: SessionFacts): readonly Participant[] {
  const sending = new Set(labels.flatMap((label) => (label === null ? [] : (senders.get(label) ?? []))));
  const talking = present.filter(({ id }) => sending.has(id));
  return talking.length < 2 ? present : [...talking, ...present.filter(({ id }) => !sending.has(id))];
}

interface FoundCaller {
  readonly participant: Participant | undefined;
  readonly by: PartyEvidence;
}

/** By the vendor's strongest word: who is marked, who has the caller's address, who has not the callee's. */
function findCaller(present: readonly Participant[], vendor: VendorMetadata, earlier?: EarlierParties): FoundCaller {
  const other = (one: Participant | undefined): Participant | undefined =>
    one && present.find((participant) => participant !== one);
  const recorded = vendor.recordedParties
    .map((party) => participantAt(present, party))
    .find((participant) => participant !== undefined);
  const sideOf = ({ id }: Participant): Side | undefined => earlier?.sides.get(id);
  const onCalleeSide = present.some((participant) => sideOf(participant) === 'callee');
  // Who comes takes the side that is free.
  const come = onCalleeSide ? present.find((participant) => sideOf(participant) === undefined) : undefined;
  const candidates: readonly (readonly [PartyEvidence, Participant | undefined])[] = [
    ['earlier-side', present.find((participant) => sideOf(participant) === 'caller') ?? come],
    ['caller-marked', present.find(({ id }) => id === vendor.callerParticipantId?.value)],
    ['caller-address', participantAt(present, vendor.caller)],
    ['callee-address', other(participantAt(present, vendor.callee))],
    ['recorded-party', ofDirection(vendor, recorded, other(recorded))],
  ];
  // Without participants the vendor's addresses are all there is.
  if (present.length === 0 && vendor.caller !== null) return { participant: undefined, by: 'caller-address' };
  const [by, participant] = candidates.find(([, found]) => found !== undefined) ?? [
    'order',
    // Somebody of the callee's side alone is not the caller.
    onCalleeSide ? undefined : present[0],
  ];
  return { participant, by };
}

function ofDirection<T>({ direction }: VendorMetadata, outbound: T, inbound: T): T | undefined {
  if (direction === null) return undefined;
  return direction.value === 'outbound' ? outbound : inbound;
}

/** The only participant with that number, or that `user@host`. */
function participantAt(present: readonly Participant[], written: Mapped | null): Participant | undefined {
  const wanted = written === null ? null : readAddress(written.value);
  if (wanted === null) return undefined;
  const user = wanted.user.toLowerCase();
  const matching = present.filter(({ addresses }) =>
    addresses.some((text) => {
      const address = readAddress(text);
      if (address === null) return false;
      if (wanted.number !== null) return address.number === wanted.number;
      return address.user.toLowerCase() === user && address.host === wanted.host;
    }),
  );
  return matching.length === 1 ? matching[0] : undefined;
}

/** The participant's own number, else the vendor's, unless the participant hides it. */
function partyNumber(participant: Participant | undefined, written: Mapped | null): PhoneNumber | null {
  const number = participant === undefined ? null : numberOf(participant);
  if (number !== null || written === null) return number;
  const isHidden = participant?.addresses.some((text) => readAddress(text)?.withheld === true) ?? false;
  return isHidden ? null : (readAddress(written.value)?.number ?? null);
}

/** A participant may have several addresses (RFC 7865 §6.5.1); the first that is a number is used. */
function numberOf(participant: Participant): PhoneNumber | null {
  for (const text of participant.addresses) {
    const number = readAddress(text)?.number ?? null;
    if (number !== null) return number;
  }
  return null;
}

/** Of the address with the participant's number. */
function extensionOf(participant: Participant): NumberWithExtension[] {
  const number = numberOf(participant);
  const addresses = participant.addresses.map(readAddress).filter((address) => address?.number === number);
  const extension = addresses.find((address) => address !== null && address.extension !== null)?.extension ?? null;
  return number === null || extension === null ? [] : [{ number, extension }];
}

/** The vendor's word; else the callee's address as the vendor or the participant has it, where it is not the callee's number. */
function dialledNumber(
  vendor: VendorMetadata,
  callee: Participant | undefined,
  calleeNumber: PhoneNumber | null,
): string | null {
  const written = [vendor.dialled?.value, vendor.callee?.value, ...(callee?.addresses ?? [])];
  const dialled = written.map((text) => readDialled(text ?? '')).find((one) => one !== null && one !== calleeNumber);
  return dialled ?? null;
}
