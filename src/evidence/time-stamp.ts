import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { type AddressGuard, fetchUrl } from '../platform/push-target/index.ts';

/** A person waits for the pack; authorities answer within a second. */
const ANSWER_LIMIT_MS = 10_000;
/** A token with its certificates has some 6 kB. */
const MAX_ANSWER_BYTES = 64 * 1024;
const NONCE_BYTES = 8;
const SHA_256 = '2.16.840.1.101.3.4.2.1';
/** RFC 3161 §2.4.2: granted, and granted with modifications. */
const GRANTED = [0, 1];

/** The authority that stamps, by the operator's setting. */
export interface TimeStampAuthority {
  readonly url: string;
  readonly guard: AddressGuard;
  readonly clock: Clock;
}

/** The answer of the authority over these bytes: a TimeStampResp (RFC 3161). Null: it is away, refuses, or stamps something else. */
export async function timeStamp(authority: TimeStampAuthority, stamped: Buffer): Promise<Buffer | null> {
  const [{ AsnConvert, OctetString }, tsp, { AlgorithmIdentifier }, { ContentInfo, SignedData }] = await Promise.all([
    import('@peculiar/asn1-schema'),
    import('@peculiar/asn1-tsp'),
    import('@peculiar/asn1-x509'),
    import('@peculiar/asn1-cms'),
  ]);
  const hash = createHash('sha256').update(stamped).digest();
  // Positive, so that its DER form is as long each time.
  const nonce = Buffer.from(randomBytes(NONCE_BYTES));
  nonce[0] = (nonce[0]! & 0x3f) | 0x40;
  const request = new tsp.TimeStampReq({
    version: 1,
    messageImprint: new tsp.MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA_256, parameters: null }),
      hashedMessage: new OctetString(hash),
    }),
    nonce: new Uint8Array(nonce).buffer,
    certReq: true,
  });
  const { url, guard, clock } = authority;
  const headers = { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' };
  const sent = { url, method: 'POST', headers, body: Buffer.from(AsnConvert.serialize(request)) };
  const limits = { limitMs: ANSWER_LIMIT_MS, maxBytes: MAX_ANSWER_BYTES };
  const { signal } = new AbortController();
  try {
    const answer = await fetchUrl({ ...sent, ...limits }, { guard, clock, authorities: [], signal });
    if (answer.status !== 200) return null;
    const response = AsnConvert.parse(answer.body, tsp.TimeStampResp);
    if (!GRANTED.includes(response.status.status) || response.timeStampToken === undefined) return null;
    const { content } = AsnConvert.parse(AsnConvert.serialize(response.timeStampToken), ContentInfo);
    const signed = AsnConvert.parse(content, SignedData);
    const info = AsnConvert.parse(signed.encapContentInfo.eContent!.single!.buffer, tsp.TSTInfo);
    const isOurs =
      Buffer.from(info.messageImprint.hashedMessage.buffer).equals(hash) &&
      info.nonce !== undefined &&
      Buffer.from(info.nonce).equals(nonce);
    return isOurs ? answer.body : null;
  } catch {
    // Whatever it sends: the pack says that there is no stamp.
    return null;
  }
}
