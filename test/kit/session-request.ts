import { writeMetadata, writeMultipart } from '../../src/wire/siprec/index.ts';

/** An SDP offer of an SRC with these audio lines. */
export function offerOf(...media: readonly string[]): string {
  return ['v=0', 'o=src 1 1 IN IP4 192.0.2.9', 's=-', 'c=IN IP4 192.0.2.9', 't=0 0', ...media, ''].join('\r\n');
}

/** An m-line with PCMA and telephone-event, as OpenSIPS and SBCs send it. */
export function audioLine(label: string, port = 4000, ...attributes: readonly string[]): readonly string[] {
  return [
    `m=audio ${port} RTP/AVP 8 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    `a=label:${label}`,
    ...(attributes.length === 0 ? ['a=sendonly'] : attributes),
  ];
}

/** Metadata of a call of two parties with streams labelled 1 and 2. */
export function metadataOf(caller: string, callee: string): string {
  return writeMetadata({
    groupId: 'group-1',
    sessionId: 'session-1',
    startedAt: Date.parse('2026-03-10T10:00:00Z'),
    parties: [
      { address: caller, participantId: 'p1', streamId: 'm1', label: '1' },
      { address: callee, participantId: 'p2', streamId: 'm2', label: '2' },
    ],
  });
}

const BOUNDARY = 'unique-boundary';

/** The multipart body of a recording session's request. */
export function sessionBody(parts: { readonly sdp?: string; readonly metadata?: string }): {
  readonly contentType: string;
  readonly body: Buffer;
} {
  const { sdp, metadata } = parts;
  const body = writeMultipart(BOUNDARY, [
    ...(sdp === undefined ? [] : [{ contentType: 'application/sdp', content: sdp }]),
    ...(metadata === undefined
      ? []
      : [{ contentType: 'application/rs-metadata+xml', disposition: 'recording-session', content: metadata }]),
  ]);
  return { contentType: `multipart/mixed;boundary=${BOUNDARY}`, body };
}
