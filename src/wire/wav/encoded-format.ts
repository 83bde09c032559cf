/** Of `fmt `: 2 channels  4 samples/s  8 bytes/s  12 block  14 bits  [16 size  18 samples a block]. */
const FORMAT_BYTES = 16;
const SAMPLES_A_BLOCK_AT = 18;

/** Of the first samples and the state of the decoder, before the others of a block. */
const IMA = { headerBytes: 4, headerSamples: 1 };
const MS = { headerBytes: 7, headerSamples: 2 };
/** Two frames; MSN's, of fewer bits, are shorter by 3 bytes each time. */
const GSM_BLOCK_BYTES = 65;
const MSN_BLOCK_BYTES = 41;

/**
 * The content of a `fmt ` chunk of this tag (mmreg.h) for a decoder that believes what follows from other fields, of which it is often
 * wrong: that is corrected. Null: it cannot be known.
 */
export function correctedFormat(tag: number | null, chunk: Uint8Array): Uint8Array | null {
  if (chunk.length < FORMAT_BYTES) return chunk;
  switch (tag) {
    case 0x02:
      return adpcmFormat(chunk, MS);
    case 0x11:
      return adpcmFormat(chunk, IMA);
    case 0x31:
      return gsmFormat(chunk);
    case 0x14:
    case 0x40:
    case 0x45:
    case 0x64:
      return g726Format(chunk);
    default:
      return chunk;
  }
}

/** Always 4 bits. The block counts where it has room for a sample, else the number of samples in it. */
function adpcmFormat(chunk: Uint8Array, { headerBytes, headerSamples }: typeof IMA): Uint8Array | null {
  const format = Buffer.from(chunk);
  const channels = format.readUInt16LE(2);
  format.writeUInt16LE(4, 14);
  if (format.readUInt16LE(12) > headerBytes * channels) return format;
  const samples = format.length < SAMPLES_A_BLOCK_AT + 2 ? 0 : format.readUInt16LE(SAMPLES_A_BLOCK_AT);
  const block = channels * (headerBytes + Math.floor((samples - headerSamples) / 2));
  if (samples <= headerSamples || block > 0xffff) return null;
  format.writeUInt16LE(block, 12);
  return format;
}

function gsmFormat(chunk: Uint8Array): Uint8Array {
  const format = Buffer.from(chunk);
  const block = format.readUInt16LE(12);
  const isKnown = block >= MSN_BLOCK_BYTES && block <= GSM_BLOCK_BYTES && (GSM_BLOCK_BYTES - block) % 3 === 0;
  if (!isKnown) format.writeUInt16LE(GSM_BLOCK_BYTES, 12);
  return format;
}

/** ffmpeg takes the bits of a sample from the bytes a second. */
function g726Format(chunk: Uint8Array): Uint8Array {
  const format = Buffer.from(chunk);
  const bits = format.readUInt16LE(14);
  if (bits >= 2 && bits <= 5) format.writeUInt32LE((format.readUInt32LE(4) * bits) >>> 3, 8);
  return format;
}
