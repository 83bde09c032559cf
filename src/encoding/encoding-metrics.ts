import { Counter, Gauge, labelledCounter, type Registry } from '../platform/metrics.ts';
import type { CodecSupport } from './decoders/library-decoders.ts';
import type { LegStatistics } from './leg-track.ts';

/** What the PBX sent, by sequence numbers: packets lost on the network are seen here only. */
const PACKET_KINDS = ['packets', 'lost', 'duplicates', 'reordered', 'ignored', 'unauthentic'] as const;

export type EncodingMetrics = ReturnType<typeof encodingMetrics>;

export function encodingMetrics(
  registry: Registry,
  counts: { readonly waiting: () => number; readonly early: () => number },
  codecs: readonly CodecSupport[],
) {
  const registers = [registry];
  const libraries = new Gauge({
    name: 'fonoteka_encoding_codec_library',
    help: 'Whether the library of a codec was found at the start: 1, or 0: its streams are refused.',
    labelNames: ['codec'],
    registers,
  });
  for (const { codec, found } of codecs) libraries.set({ codec }, found ? 1 : 0);
  const waiting: Gauge = new Gauge({
    name: 'fonoteka_encoding_waiting',
    help: 'Calls that wait for an encoder thread.',
    registers,
    collect: () => waiting.set(counts.waiting()),
  });
  const early: Gauge = new Gauge({
    name: 'fonoteka_encoding_early_calls',
    help: 'Calls of which a part is encoded before they end, and those that wait for the archive with it.',
    registers,
    collect: () => early.set(counts.early()),
  });
  const rtpPackets = labelledCounter({
    registry,
    name: 'fonoteka_encoding_rtp_packets_total',
    help: 'RTP packets of encoded recordings, by sequence numbers: received, and of them or instead of them.',
    labels: { kind: PACKET_KINDS },
  });
  return {
    countPackets: (leg: LegStatistics): void => {
      for (const kind of PACKET_KINDS) rtpPackets.inc({ kind }, leg[kind]);
    },
    audioSeconds: new Counter({
      name: 'fonoteka_encoding_audio_seconds_total',
      help: 'Length of the recordings encoded.',
      registers,
    }),
    cpuSeconds: new Counter({
      name: 'fonoteka_encoding_cpu_seconds_total',
      help: 'CPU time spent on them.',
      registers,
    }),
    earlySeconds: new Counter({
      name: 'fonoteka_encoding_early_audio_seconds_total',
      help: 'Of the recordings encoded: what was encoded before the call had ended.',
      registers,
    }),
    earlyLost: new Counter({
      name: 'fonoteka_encoding_early_lost_total',
      help: 'Times that what was encoded of a running call had to be encoded again, or was given up.',
      registers,
    }),
    failures: new Counter({ name: 'fonoteka_encoding_failures_total', help: 'Attempts that gave no MP3.', registers }),
    damagedChunks: new Counter({
      name: 'fonoteka_encoding_damaged_chunks_total',
      help: 'Chunks of the spool that could not be read; about a second of a call each.',
      registers,
    }),
  };
}
