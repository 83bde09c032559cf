import type { LegRequest } from '../capture/index.ts';
import type { CallDescription } from '../recording/index.ts';
import type { LegCodec } from '../spool/index.ts';
import type { DerivedCall } from './derivation/derive-call.ts';
import type { SessionFacts } from './derivation/session-facts.ts';
import type { KnownMetadata } from './known-metadata.ts';
import type { SessionRequest } from './session-message.ts';

interface LabelledStream {
  readonly label: string | null;
}

/** All that may tell about the call: the opening INVITE, the metadata so far, the recorded streams' labels. */
export function factsOf(
  invite: SessionRequest,
  known: KnownMetadata,
  streams: readonly LabelledStream[],
): SessionFacts {
  return {
    requestUri: invite.requestUri,
    header: (name) => invite.header(name),
    metadata: known.metadata,
    metadataMalformed: known.malformed,
    labels: streams.map(({ label }) => label),
  };
}

type DerivedPart = Pick<
  CallDescription,
  'direction' | 'caller' | 'callee' | 'extensions' | 'correlationId' | 'flags' | 'metadata'
>;

/** The part of a call's description that metadata decides, and may correct while the call goes on. */
export function derivedPart(call: DerivedCall, known: KnownMetadata): DerivedPart {
  const { direction, caller, callee, extensions, correlationId, flags } = call;
  return { direction, caller, callee, extensions, correlationId, flags, metadata: known.documents };
}

/** What the capture is to know of each recorded stream, in the order of the m-lines. */
export function legRequests(
  streams: readonly { readonly codecs: readonly LegCodec[] }[],
  call: DerivedCall,
): LegRequest[] {
  return streams.map(({ codecs }, index) => ({
    channel: call.channels[index] ?? 'mixed',
    codecs: codecs.map(({ payloadType, name, clockRateHz }) => ({ payloadType, name, clockRateHz })),
  }));
}
