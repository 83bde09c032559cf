/** Decodes L16 (RFC 3551 §4.5.11): "uncompressed audio data samples, using 16-bit signed representation", in network byte order. */
export function decodeL16(payload: Uint8Array): Int16Array {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const pcm = new Int16Array(payload.length >> 1);
  for (let at = 0; at < pcm.length; at++) pcm[at] = view.getInt16(2 * at);
  return pcm;
}
