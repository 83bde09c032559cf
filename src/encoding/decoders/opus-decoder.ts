import { OpusDecoder } from 'opus-decoder';
import { opusPacketMs } from '../../wire/opus-packet.ts';
import type { AudioDecoder } from './audio-decoder.ts';

/** Opus decodes to any of its rates, whatever the sender used: no resampling from 48000 Hz. */
const SAMPLE_RATE_HZ = 16_000;
/** What the library has room for in one channel: 120 ms at 256 kbit/s. */
const MAX_PACKET_BYTES = 3840;

/** libopus compiled to WebAssembly; a stereo stream is decoded as mono. */
export async function openOpusDecoder(): Promise<AudioDecoder> {
  const decoder = new OpusDecoder({ sampleRate: SAMPLE_RATE_HZ, channels: 1 });
  await decoder.ready;
  return {
    sampleRateHz: SAMPLE_RATE_HZ,
    ordered: true,
    decode(payload) {
      // The library writes every packet that it refuses to the console: it gets none that it would refuse.
      if (payload.length > MAX_PACKET_BYTES || opusPacketMs(payload) === null) return null;
      const { channelData, errors } = decoder.decodeFrame(payload);
      return errors.length > 0 ? null : toPcm16(channelData[0]!);
    },
    close: () => decoder.free(),
  };
}

/** PCM s16 of samples −1…1. */
function toPcm16(samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length);
  for (let at = 0; at < pcm.length; at++) {
    pcm[at] = Math.max(-0x8000, Math.min(0x7fff, Math.round(samples[at]! * 0x8000)));
  }
  return pcm;
}
