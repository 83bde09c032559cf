import type koffi from 'koffi';
import { type AmrName, readAmrPayload } from '../../wire/amr-payload.ts';
import type { AudioDecoder, CallSampleRate } from './audio-decoder.ts';

type Library = ReturnType<typeof koffi.load>;
type AmrFormat = { readonly octetAligned?: boolean };

/** The functions of opencore-amr, AMR's and AMR-WB's. */
interface AmrLibrary {
  readonly name: AmrName;
  readonly sampleRateHz: CallSampleRate;
  readonly create: string;
  readonly destroy: string;
  readonly decode: string;
}

export const AMR: AmrLibrary = {
  name: 'AMR',
  sampleRateHz: 8000,
  create: 'void *Decoder_Interface_init()',
  destroy: 'void Decoder_Interface_exit(void *state)',
  decode: 'void Decoder_Interface_Decode(void *state, const uint8_t *frame, _Out_ int16_t *pcm, int bad)',
};

export const AMR_WB: AmrLibrary = {
  name: 'AMR-WB',
  sampleRateHz: 16_000,
  create: 'void *D_IF_init()',
  destroy: 'void D_IF_exit(void *state)',
  decode: 'void D_IF_decode(void *state, const uint8_t *frame, _Out_ int16_t *pcm, int bad)',
};

const FRAME_MS = 20;

/** AMR and AMR-WB (RFC 4867). Frames without speech are silence, as comfort noise is. */
export function bindAmr(library: Library, functions: AmrLibrary): (format: AmrFormat) => AudioDecoder {
  const create = library.func(functions.create);
  const destroy = library.func(functions.destroy);
  const decodeFrame = library.func(functions.decode);
  const { name, sampleRateHz } = functions;
  const frameSamples = (sampleRateHz * FRAME_MS) / 1000;
  return ({ octetAligned = false }) => {
    const state: unknown = create();
    return {
      sampleRateHz,
      ordered: true,
      decode(payload) {
        const frames = readAmrPayload(name, payload, octetAligned);
        if (frames === null) return null;
        const pcm = new Int16Array(frames.length * frameSamples);
        for (const [index, frame] of frames.entries()) {
          if (frame !== null) decodeFrame(state, frame, pcm.subarray(index * frameSamples), 0);
        }
        return pcm;
      },
      close: () => destroy(state),
    };
  };
}
