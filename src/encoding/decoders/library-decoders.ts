import koffi from 'koffi';
import type { LegCodec } from '../../spool/index.ts';
import { AMR, AMR_WB, bindAmr } from './amr-decoders.ts';
import type { AudioDecoder } from './audio-decoder.ts';

type OpenDecoder = (codec: LegCodec) => AudioDecoder;

/** Opens a decoder, by the RTP names of the codecs whose library is installed on this machine. */
export type LibraryDecoders = ReadonlyMap<string, OpenDecoder>;

type Library = ReturnType<typeof koffi.load>;

interface CodecLibrary {
  readonly file: string;
  /** That has it. */
  readonly debianPackage: string;
  readonly bind: (library: Library) => OpenDecoder;
}

/** By the RTP names of the codecs. */
const LIBRARIES: Readonly<Record<string, CodecLibrary>> = {
  GSM: { file: 'libgsm.so.1', debianPackage: 'libgsm1', bind: bindGsm },
  G729: { file: 'libbcg729.so.0', debianPackage: 'libbcg729-0', bind: bindG729 },
  AMR: {
    file: 'libopencore-amrnb.so.0',
    debianPackage: 'libopencore-amrnb0',
    bind: (library) => bindAmr(library, AMR),
  },
  'AMR-WB': {
    file: 'libopencore-amrwb.so.0',
    debianPackage: 'libopencore-amrwb0',
    bind: (library) => bindAmr(library, AMR_WB),
  },
};

/** Loads them in the thread that uses them. What is not installed, or is another library of that name, is left out. */
export function loadLibraryDecoders(): LibraryDecoders {
  const found = new Map<string, OpenDecoder>();
  for (const [codec, { file, bind }] of Object.entries(LIBRARIES)) {
    try {
      found.set(codec, bind(koffi.load(file)));
    } catch {
      // Streams of the codec are refused.
    }
  }
  return found;
}

/** A codec that a library decodes, and whether this machine has it. */
export interface CodecSupport {
  readonly codec: string;
  readonly file: string;
  readonly debianPackage: string;
  readonly found: boolean;
}

/** `found`: the RTP names of the codecs whose libraries were found. */
export function codecSupport(found: { has(codec: string): boolean } = loadLibraryDecoders()): CodecSupport[] {
  return Object.entries(LIBRARIES).map(([codec, { file, debianPackage }]) => ({
    codec,
    file,
    debianPackage,
    found: found.has(codec),
  }));
}

/** An opaque pointer to a decoder's state. */
type State = unknown;

const GSM_FRAME_BYTES = 33;
const GSM_FRAME_SAMPLES = 160;

/** GSM 06.10 full rate (RFC 3551 §4.5.8): frames of 33 bytes, 20 ms each. */
function bindGsm(library: Library): () => AudioDecoder {
  const create = library.func('void *gsm_create()');
  const destroy = library.func('void gsm_destroy(void *gsm)');
  const decodeFrame = library.func('int gsm_decode(void *gsm, const uint8_t *frame, _Out_ int16_t *pcm)');
  return () => {
    const gsm: State = create();
    return {
      sampleRateHz: 8000,
      ordered: true,
      decode(payload) {
        if (payload.length === 0 || payload.length % GSM_FRAME_BYTES !== 0) return null;
        const frames = payload.length / GSM_FRAME_BYTES;
        const pcm = new Int16Array(frames * GSM_FRAME_SAMPLES);
        for (let frame = 0; frame < frames; frame++) {
          const code = payload.slice(frame * GSM_FRAME_BYTES, (frame + 1) * GSM_FRAME_BYTES);
          if (decodeFrame(gsm, code, pcm.subarray(frame * GSM_FRAME_SAMPLES)) !== 0) return null;
        }
        return pcm;
      },
      close: () => destroy(gsm),
    };
  };
}

const G729_FRAME_BYTES = 10;
const G729_FRAME_SAMPLES = 80;
/** Annex B: a silence descriptor may follow the frames, or come alone. */
const G729_SID_BYTES = 2;

/** G.729 (RFC 3551 §4.5.6): frames of 10 bytes, 10 ms each. A silence descriptor is silence, as comfort noise is. */
function bindG729(library: Library): () => AudioDecoder {
  const create = library.func('void *initBcg729DecoderChannel()');
  const destroy = library.func('void closeBcg729DecoderChannel(void *decoder)');
  const decodeFrame = library.func(
    'void bcg729Decoder(void *decoder, const uint8_t *frame, uint8_t length, uint8_t erased, uint8_t sid, uint8_t rfc3389, _Out_ int16_t *pcm)',
  );
  return () => {
    const decoder: State = create();
    return {
      sampleRateHz: 8000,
      ordered: true,
      decode(payload) {
        const rest = payload.length % G729_FRAME_BYTES;
        if (payload.length === 0 || (rest !== 0 && rest !== G729_SID_BYTES)) return null;
        const frames = Math.floor(payload.length / G729_FRAME_BYTES);
        const pcm = new Int16Array(frames * G729_FRAME_SAMPLES);
        for (let frame = 0; frame < frames; frame++) {
          const code = payload.slice(frame * G729_FRAME_BYTES, (frame + 1) * G729_FRAME_BYTES);
          decodeFrame(decoder, code, code.length, 0, 0, 0, pcm.subarray(frame * G729_FRAME_SAMPLES));
        }
        return pcm;
      },
      close: () => destroy(decoder),
    };
  };
}
