import { createMp3Encoder } from 'wasm-media-encoders';
import type { CallSampleRate } from './decoders/audio-decoder.ts';
import { LAME_DELAY_SAMPLES, MP3_BITRATE_KBPS, type Mp3Encoder, type Mp3EncoderKind } from './mp3-encoder.ts';

const FULL_SCALE = 32768;

type WasmLame = Awaited<ReturnType<typeof createMp3Encoder>>;

/** LAME compiled to WebAssembly: works everywhere, at its default quality. One instance serves one encoder at a time. */
export async function loadWasm(): Promise<Mp3EncoderKind> {
  const instance = await createMp3Encoder();
  return { name: 'wasm', sectionSamples: null, open: (sampleRateHz) => new WasmEncoder(instance, sampleRateHz) };
}

class WasmEncoder implements Mp3Encoder {
  readonly delaySamples = LAME_DELAY_SAMPLES;
  readonly #instance: WasmLame;

  constructor(instance: WasmLame, sampleRateHz: CallSampleRate) {
    this.#instance = instance;
    instance.configure({
      channels: 2,
      sampleRate: sampleRateHz,
      outputSampleRate: sampleRateHz,
      bitrate: MP3_BITRATE_KBPS[sampleRateHz],
    });
  }

  encode(left: Int16Array, right: Int16Array): Uint8Array {
    return this.#instance.encode([toFloat(left), toFloat(right)]);
  }

  finish(): Uint8Array {
    return this.#instance.finalize();
  }

  /** Nothing to free: the next encoder configures the instance again. */
  close(): void {}
}

function toFloat(pcm: Int16Array): Float32Array {
  const samples = new Float32Array(pcm.length);
  for (let index = 0; index < pcm.length; index++) samples[index] = pcm[index]! / FULL_SCALE;
  return samples;
}
