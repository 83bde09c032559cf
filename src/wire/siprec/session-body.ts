import { type BodyPart, parseMultipart } from './multipart.ts';

/** What a SIP body holds for a recording session; null where there is no such part. */
export interface SessionBody {
  readonly sdp: string | null;
  /** The metadata document as it came, to be read by `readMetadata`. */
  readonly metadata: Uint8Array | null;
}

const NOTHING: SessionBody = { sdp: null, metadata: null };

/**
 * Finds session description and metadata in a body of any form: multipart in any order, one of the two
 * alone, or other parts beside them. Whatever is not recognised is passed over.
 */
export function readSessionBody(
  contentType: string | undefined,
  disposition: string | undefined,
  body: Uint8Array,
): SessionBody {
  if (body.length === 0) return NOTHING;
  const type = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const alone = { contentType: type, disposition: bare(disposition), content: body };
  const multipart = type.startsWith('multipart/') ? parseMultipart(contentType ?? '', body) : null;
  if (multipart?.ok === false) return NOTHING;
  const parts = multipart?.value ?? [alone];
  const sdp = parts.find(isSdp);
  return {
    sdp: sdp === undefined ? null : Buffer.from(sdp.content).toString('utf8'),
    metadata: parts.find(isMetadata)?.content ?? null,
  };
}

function bare(value: string | undefined): string | null {
  return value?.split(';', 1)[0]?.trim().toLowerCase() ?? null;
}

function isSdp(part: BodyPart): boolean {
  return part.contentType === 'application/sdp' && part.content.length > 0;
}

/** RFC 7866 §9.1 says `application/rs-metadata+xml`; AudioCodes drops the suffix, others trust the disposition. */
function isMetadata(part: BodyPart): boolean {
  if (part.contentType === 'application/rs-metadata+xml' || part.contentType === 'application/rs-metadata') return true;
  return part.disposition === 'recording-session' && !isSdp(part);
}
