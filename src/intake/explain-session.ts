import type { SourceId, TenantId } from '../base/ids.ts';
import type { CallFlag, CallParty, Channel, Direction } from '../recording/index.ts';
import type { Directory, SiprecSource } from '../tenants/index.ts';
import { readSessionDescription, recordableCodecs } from '../wire/sdp/index.ts';
import type { ReceivedRequest } from '../wire/sip/index.ts';
import { readAddress } from '../wire/siprec/index.ts';
import type { CapturedMessage } from './captured-message.ts';
import type { ChannelEvidence } from './derivation/channels.ts';
import { arePartiesKnown, flagsOf, isCallerUnknown, reportedDirectionOf } from './derivation/derive-call.ts';
import { type ForkedEnd, type ForkedSide, readForkedSide } from './derivation/forked-side.ts';
import { deriveParties, type PartyEvidence } from './derivation/parties.ts';
import { PartyHistory } from './derivation/party-history.ts';
import { correlationIdOf, type SessionFacts } from './derivation/session-facts.ts';
import { deriveDirection, findTenant, type TenantEvidence } from './derivation/tenant.ts';
import type { VendorMapping } from './derivation/vendor-mapping.ts';
import { readVendorMetadata, type VendorMetadata } from './derivation/vendor-metadata.ts';
import { ownLines } from './session/own-lines.ts';
import {
  mergeMetadataDocument,
  noMetadataOf,
  type SessionMetadata,
  sessionFactsOf,
} from './session/session-metadata.ts';
import { isAudioRefused, planStreams } from './session/stream-plan.ts';

/** What is derived from a session's messages, and from what. */
export interface SessionExplanation {
  /** Null: unknown, or there is no database. */
  readonly tenant: { readonly id: TenantId; readonly by: TenantEvidence } | null;
  /** Null: only the tenant's numbers would decide it. */
  readonly direction: { readonly value: Direction; readonly guessed: boolean } | null;
  readonly caller: string | null;
  readonly callee: string | null;
  readonly dialled: string | null;
  /** By what the caller was found. */
  readonly callerBy: PartyEvidence;
  /** Everybody who took part, in the order of their beginnings. */
  readonly parties: readonly Pick<CallParty, 'number' | 'side'>[];
  readonly correlationId: string | null;
  /** One for each m-line of the last offer. */
  readonly streams: readonly ExplainedStream[];
  readonly participants: readonly {
    readonly id: string;
    readonly addresses: readonly string[];
    readonly number: string | null;
  }[];
  readonly flags: readonly CallFlag[];
  /** What vendors' own data gave. */
  readonly fromVendor: readonly {
    readonly field: string;
    readonly value: string;
    readonly vendor: string;
    readonly path: string;
  }[];
}

interface ExplainedStream {
  readonly label: string | null;
  /** Null: the line is refused. */
  readonly channel: Channel | null;
  readonly by: ChannelEvidence | 'not-recordable';
}

interface ExplainDeps {
  /** The names in the PBX's TLS certificate. */
  readonly certificateNames?: readonly string[];
  readonly mappings: readonly VendorMapping[];
  /** Null: there is no database; tenant and direction stay unknown. */
  readonly directory: Directory | null;
  readonly source: SiprecSource | null;
}

/** For messages whose source is not known. */
const UNKNOWN_SOURCE: SiprecSource = {
  id: '' as SourceId,
  name: 'unknown',
  defaultTenantId: null,
  timeZone: null,
  recognition: 'lenient',
  userToUserIds: false,
  digest: null,
  isAnywhere: false,
};

/** Derives a session as `openSession` and later changes do, from its messages in order. */
export function explainSession(messages: readonly CapturedMessage[], deps: ExplainDeps): SessionExplanation {
  const history = new PartyHistory(0);
  const explanations = messages.map((_, index) => explainMessages(messages.slice(0, index + 1), history, deps));
  return explanations.at(-1)!;
}

/** All messages so far; the history has those before the last one. */
function explainMessages(
  messages: readonly CapturedMessage[],
  history: PartyHistory,
  deps: ExplainDeps,
): SessionExplanation {
  const source = deps.source ?? UNKNOWN_SOURCE;
  const known = messages.reduce((so, { body }) => mergeMetadataDocument(so, body.metadata), noMetadataOf(source));
  const invite = messages.find(({ request }) => request !== null)?.request ?? null;
  const sides = messages.flatMap(({ request }) => (request && readForkedSide(request)) ?? []);
  const lines = linesOf(messages, known, sides, invite !== null);
  const facts: SessionFacts = {
    ...factsOf(invite, known, lines, sides.at(-1) ?? null),
    certificateNames: deps.certificateNames ?? [],
    // Captured messages have no time: what names other parties is a transfer.
    earlier: (participants) => history.earlier(participants, 0),
  };
  const vendor = readVendorMetadata(facts, deps.mappings);
  const parties = deriveParties(facts, vendor);
  const { directory } = deps;
  const tenant = directory && findTenant({ directory, source, facts, vendor, parties });
  const reportedDirection = reportedDirectionOf(vendor, parties);
  const derived =
    directory && tenant && deriveDirection({ directory, tenant: tenant.tenant, parties, reportedDirection });
  const isDirectionGuessed = derived && (derived.guessed || isCallerUnknown(facts, parties, derived.direction));
  const direction = directionOf(derived && { ...derived, guessed: isDirectionGuessed === true }, reportedDirection);
  const flags = [...(isDirectionGuessed ? (['direction-guessed'] as const) : []), ...flagsOf(facts, parties)];
  const call = history.update({
    call: { ...parties, direction: direction?.value ?? 'inbound', flags, extensions: [] },
    facts,
    partiesKnown: arePartiesKnown(facts, deps.mappings),
    at: 0,
  });
  return {
    tenant: tenant && { id: tenant.tenant.id, by: tenant.by },
    direction: direction && { ...direction, value: call.direction },
    caller: call.caller,
    callee: call.callee,
    dialled: call.dialled,
    callerBy: parties.callerBy,
    parties: history.parties.map(({ number, side }) => ({ number, side })),
    correlationId: correlationIdOf(facts, vendor, source),
    streams: streamsOf(lines, parties),
    participants: (facts.metadata?.participants ?? []).map(({ id, addresses }) => ({
      id,
      addresses,
      number: addresses.map((text) => readAddress(text)?.number ?? null).find((number) => number !== null) ?? null,
    })),
    flags: [...call.flags, ...(messages.some(isStreamRefused) ? (['leg-refused'] as const) : [])],
    fromVendor: fromVendor(vendor),
  };
}

function factsOf(
  invite: ReceivedRequest | null,
  known: SessionMetadata,
  lines: readonly OfferedLine[],
  forked: ForkedSide | null,
): SessionFacts {
  const streams = lines.flatMap(({ label, end = null, recordable }, line) =>
    recordable ? [{ label, line, end }] : [],
  );
  if (invite !== null) return sessionFactsOf({ invite, peer: {} }, known, streams, forked);
  const { metadata, malformed: metadataMalformed, senders } = known;
  const labels = streams.map(({ label }) => label);
  return { requestUri: '', header: () => undefined, metadata, metadataMalformed, labels, senders };
}

interface OfferedLine {
  readonly label: string | null;
  readonly end?: ForkedEnd;
  readonly recordable: boolean;
}

function isStreamRefused({ body }: CapturedMessage): boolean {
  const offer = body.sdp === null ? null : readSessionDescription(body.sdp);
  return offer?.ok === true && isAudioRefused(planStreams(offer.value, [], 0));
}

/** Of the last message that has SDP; null: there is none. */
function offeredLines(messages: readonly CapturedMessage[]): readonly OfferedLine[] | null {
  const sdp = messages.findLast(({ body }) => body.sdp !== null)?.body.sdp ?? null;
  if (sdp === null) return null;
  const offer = readSessionDescription(sdp);
  if (!offer.ok) return [];
  return offer.value.media.map((line) => ({ label: line.label, recordable: recordableCodecs(line).length > 0 }));
}

/** Of the last offer; one for each half of a call of CUCM; where there is no offer, those that we offer. */
function linesOf(
  messages: readonly CapturedMessage[],
  known: SessionMetadata,
  sides: readonly ForkedSide[],
  hasInvite: boolean,
): readonly OfferedLine[] {
  const ends = known.metadata === null ? [...new Set(sides.map(({ end }) => end))] : [];
  if (ends.length > 0) return ends.map((end) => ({ label: null, end, recordable: true }));
  const ours = hasInvite ? ownLines(known.metadata, null) : [];
  return offeredLines(messages) ?? ours.map(({ label }) => ({ label, recordable: true }));
}

function streamsOf(
  lines: readonly OfferedLine[],
  found: { readonly channels: readonly Channel[]; readonly channelsBy: readonly ChannelEvidence[] },
): ExplainedStream[] {
  let recorded = 0;
  return lines.map(({ label, recordable }) => {
    if (!recordable) return { label, channel: null, by: 'not-recordable' };
    const at = recorded++;
    return { label, channel: found.channels[at]!, by: found.channelsBy[at]! };
  });
}

function directionOf(
  derived: { readonly direction: Direction; readonly guessed: boolean } | null,
  reported: 'inbound' | 'outbound' | null,
): SessionExplanation['direction'] {
  if (derived !== null) return { value: derived.direction, guessed: derived.guessed };
  return reported === null ? null : { value: reported, guessed: false };
}

function fromVendor(vendor: VendorMetadata): SessionExplanation['fromVendor'] {
  return Object.entries(vendor).flatMap(([field, found]) =>
    [found ?? []].flat().map((mapped) => ({ field, ...mapped })),
  );
}
