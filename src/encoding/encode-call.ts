import type { SealedTarget } from '../platform/sealed-content/index.ts';
import type { SpooledPacket } from '../spool/index.ts';
import { CallEncoding, type EncodedRecording, type EndedCall } from './call-encoding.ts';
import type { LibraryDecoders } from './decoders/library-decoders.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { Mp3File } from './mp3-file.ts';
import { recordingRate } from './recording-rate.ts';

interface EncodeRequest {
  readonly call: EndedCall;
  /** Iterated twice where the offer had a wideband codec. */
  readonly packets: Iterable<SpooledPacket>;
  readonly encoder: Mp3EncoderKind;
  /** Of this thread. */
  readonly libraries: LibraryDecoders;
  readonly target: SealedTarget;
}

/** Encodes a call that has ended in the calling thread. Throws when the file cannot be written. */
export async function encodeCall(request: EncodeRequest): Promise<EncodedRecording> {
  using encoding = await openEncoding(request);
  for (const packet of request.packets) encoding.push(packet);
  return encoding.finish(request.call);
}

/** Begins to encode a call all of whose packets are there. */
export function openEncoding({ call, packets, encoder, libraries, target }: EncodeRequest): Promise<CallEncoding> {
  const sampleRateHz = recordingRate(call, packets);
  return CallEncoding.open({ call, sampleRateHz, encoder, libraries, output: (opened) => new Mp3File(target, opened) });
}
