import type { SourceId, TenantId } from '../base/ids.ts';
import type { CallFlag, Channel, Direction } from '../recording/index.ts';
import type { Directory, SiprecSource } from '../tenants/index.ts';
import { readSessionDescription, recordableCodecs } from '../wire/sdp/index.ts';
import { readAddress } from '../wire/siprec/index.ts';
import type { CapturedMessage } from './captured-message.ts';
import type { ChannelEvidence } from './derivation/channels.ts';
import { flagsOf, reportedDirectionOf } from './derivation/derive-call.ts';
import { deriveParties, type PartyEvidence } from './derivation/parties.ts';
import { correlationIdOf, type SessionFacts } from './derivation/session-facts.ts';
import { deriveDirection, findTenant, type TenantEvidence } from './derivation/tenant.ts';
import type { VendorMapping } from './derivation/vendor-mapping.ts';
import { readVendorMetadata, type VendorMetadata } from './derivation/vendor-metadata.ts';
import { mergeMetadataDocument, NO_METADATA } from './session-metadata.ts';

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
  recognition: 'lenient',
  userToUserIds: false,
};

/** Derives a session as `openSession` and later changes do, from its messages in order. */
export function explainSession(messages: readonly CapturedMessage[], deps: ExplainDeps): SessionExplanation {
  const known = messages.reduce((so, { body }) => mergeMetadataDocument(so, body.metadata), NO_METADATA);
  const lines = offeredLines(messages);
  const invite = messages.find(({ request }) => request !== null)?.request ?? null;
  const facts: SessionFacts = {
    requestUri: invite?.uri ?? '',
    header: (name) => invite?.headers.first(name),
    metadata: known.metadata,
    metadataMalformed: known.malformed,
    labels: lines.filter((line) => line.recordable).map(({ label }) => label),
    senders: known.senders,
  };
  const vendor = readVendorMetadata(facts, deps.mappings);
  const parties = deriveParties(facts, vendor);
  const { directory } = deps;
  const source = deps.source ?? UNKNOWN_SOURCE;
  const tenant = directory && findTenant({ directory, source, facts, vendor, parties });
  const reportedDirection = reportedDirectionOf(vendor, parties);
  const derived =
    directory && tenant && deriveDirection({ directory, tenant: tenant.tenant, parties, reportedDirection });
  const { caller, callee, dialled, callerBy } = parties;
  return {
    tenant: tenant && { id: tenant.tenant.id, by: tenant.by },
    direction: directionOf(derived, reportedDirection),
    caller,
    callee,
    dialled,
    callerBy,
    correlationId: correlationIdOf(facts, vendor, source),
    streams: streamsOf(lines, parties),
    participants: (known.metadata?.participants ?? []).map(({ id, addresses }) => ({
      id,
      addresses,
      number: addresses.map((text) => readAddress(text)?.number ?? null).find((number) => number !== null) ?? null,
    })),
    flags: [...(derived?.guessed ? (['direction-guessed'] as const) : []), ...flagsOf(facts, parties)],
    fromVendor: fromVendor(vendor),
  };
}

interface OfferedLine {
  readonly label: string | null;
  readonly recordable: boolean;
}

/** Of the last message that has SDP. */
function offeredLines(messages: readonly CapturedMessage[]): readonly OfferedLine[] {
  const sdp = messages.findLast(({ body }) => body.sdp !== null)?.body.sdp ?? '';
  const offer = readSessionDescription(sdp);
  if (!offer.ok) return [];
  return offer.value.media.map((line) => ({ label: line.label, recordable: recordableCodecs(line).length > 0 }));
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
