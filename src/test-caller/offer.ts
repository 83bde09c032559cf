import { writeHostPort } from '../wire/sip/index.ts';
import { type MetadataParty, writeMetadata, writeMultipart } from '../wire/siprec/index.ts';
import type { SrtpKeys } from '../wire/srtp/index.ts';
import { type CallCodec, offeredCodec } from './call-codec.ts';
import type { Content } from './client-dialog.ts';
import type { TestCall } from './test-call.ts';

export interface OfferState {
  readonly address: string;
  /** The RTP port of each m-line; labels are 1, 2, … */
  readonly ports: readonly number[];
  readonly version: number;
  readonly paused: boolean;
  readonly codec: CallCodec;
  /** The keys of each m-line, one for each suite that is offered; missing: plain RTP. */
  readonly crypto?: readonly (readonly SrtpKeys[])[];
}

/** The SDP offer of an SRC: a `sendonly` m-line for each stream. */
export function writeOffer({ address, ports, version, paused, codec, crypto }: OfferState): string {
  const family = address.includes(':') ? 'IP6' : 'IP4';
  const { payloadType: type, rtpmap, fmtp } = offeredCodec(codec);
  const media = ports.flatMap((port, index) => [
    `m=audio ${port} ${crypto === undefined ? 'RTP/AVP' : 'RTP/SAVP'} ${type} 101`,
    `a=rtpmap:${type} ${rtpmap}`,
    ...(fmtp === undefined ? [] : [`a=fmtp:${type} ${fmtp}`]),
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    'a=ptime:20',
    paused ? 'a=inactive' : 'a=sendonly',
    `a=label:${index + 1}`,
    ...(crypto?.[index] ?? []).map((keys, line) => cryptoAttribute(keys, line + 1)),
  ]);
  const session = [`o=src ${ports[0]} ${version} IN ${family} ${address}`, 's=-', `c=IN ${family} ${address}`, 't=0 0'];
  return ['v=0', ...session, ...media, ''].join('\r\n');
}

/** RFC 4568 §9.1; a master key identifier is a number with its length. */
function cryptoAttribute({ suite, keys }: SrtpKeys, tag: number): string {
  const inline = keys.map(({ keySalt, mki }) => {
    const identifier = mki === '' ? '' : `|${BigInt(`0x${mki}`)}:${mki.length / 2}`;
    return `inline:${keySalt}|2^31${identifier}`;
  });
  return `a=crypto:${tag} ${suite} ${inline.join(';')}`;
}

/** The body of the opening INVITE: offer and metadata, or the offer alone. */
export function inviteContent(state: OfferState, call: TestCall, callId: string): Content {
  const sdp = writeOffer(state);
  if (call.metadata === null) return sdpContent(sdp);
  const boundary = `src-${callId}`;
  const body = writeMultipart(boundary, [
    { contentType: 'application/sdp', content: sdp },
    {
      contentType: 'application/rs-metadata+xml',
      disposition: 'recording-session',
      content: call.metadata ?? metadataOf(state, call, callId),
    },
  ]);
  return { type: `multipart/mixed;boundary=${boundary}`, body };
}

/** The body of an UPDATE with metadata alone. */
export function metadataContent(metadata: string): Content {
  return { type: 'application/rs-metadata+xml', body: Buffer.from(metadata) };
}

export function sdpContent(sdp: string): Content {
  return { type: 'application/sdp', body: Buffer.from(sdp) };
}

function metadataOf(state: OfferState, call: TestCall, callId: string): string {
  const party = (address: string, place: number): MetadataParty => {
    const stream = state.ports.length === 1 ? 1 : place;
    const uri = addressOf(address, state.address);
    return {
      address: uri,
      participantId: `${callId}-p${place}`,
      streamId: `${callId}-m${stream}`,
      label: String(stream),
    };
  };
  return writeMetadata({
    groupId: call.groupId ?? `${callId}-group`,
    sessionId: `${callId}-session`,
    startedAt: call.clock.now(),
    parties: [party(call.caller, 1), party(call.callee, 2)],
  });
}

/** Makes a SIP URI of a number. A URI is used as it is. */
function addressOf(party: string, pbxAddress: string): string {
  return /^(sips?|tel):/i.test(party) ? party : `sip:${party}@${writeHostPort(pbxAddress, null)}`;
}
