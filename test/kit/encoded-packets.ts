import { execFileSync } from 'node:child_process';
import koffi from 'koffi';
import type { LegCodec } from '../../src/spool/index.ts';
import { encodeG711 } from '../../src/wire/g711.ts';

/** A codec as a sender of RTP uses it: packets of 20 ms. */
export interface PacketCodec extends LegCodec {
  /** RTP clock ticks in a packet. */
  readonly ticks: number;
  /** Of the parameters after the clock rate in `a=rtpmap`: Opus is always `/2`. */
  readonly channels?: number;
  /** PCM s16 mono 16000 Hz to payloads. */
  readonly encode: (pcm: Int16Array) => Uint8Array[];
}

export const PCMA: PacketCodec = {
  payloadType: 8,
  name: 'PCMA',
  clockRateHz: 8000,
  ticks: 160,
  encode: (pcm) => pieces(encodeG711('PCMA', everySecond(pcm)), 160),
};

export const G722: PacketCodec = {
  payloadType: 9,
  name: 'G722',
  clockRateHz: 8000,
  ticks: 160,
  encode: (pcm) => pieces(byFfmpeg(pcm, ['-f', 'g722']), 160),
};

export const OPUS: PacketCodec = {
  payloadType: 111,
  name: 'OPUS',
  clockRateHz: 48_000,
  ticks: 960,
  channels: 2,
  encode: (pcm) => oggPackets(byFfmpeg(pcm, ['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', '-f', 'ogg'])),
};

export const L16: PacketCodec = {
  payloadType: 97,
  name: 'L16',
  clockRateHz: 16_000,
  ticks: 320,
  encode: (pcm) => pieces(Buffer.from(pcm.buffer.slice(0)).swap16(), 640),
};

export const L16_8000: PacketCodec = {
  payloadType: 98,
  name: 'L16',
  clockRateHz: 8000,
  ticks: 160,
  encode: (pcm) => pieces(Buffer.from(everySecond(pcm).buffer).swap16(), 320),
};

export const GSM: PacketCodec = {
  payloadType: 3,
  name: 'GSM',
  clockRateHz: 8000,
  ticks: 160,
  encode: (pcm) => pieces(byFfmpeg(pcm, ['-ar', '8000', '-c:a', 'libgsm', '-f', 'gsm']), 33),
};

export const G729: PacketCodec = {
  payloadType: 18,
  name: 'G729',
  clockRateHz: 8000,
  ticks: 160,
  encode: (pcm) => pieces(byBcg729(everySecond(pcm)), 20),
};

export const AMR: PacketCodec = {
  payloadType: 104,
  name: 'AMR',
  clockRateHz: 8000,
  ticks: 160,
  encode: (pcm) => amrFrames(everySecond(pcm)).map((frame) => amrPayload([frame], 244, false)),
};

export const AMR_OCTET_ALIGNED: PacketCodec = {
  ...AMR,
  octetAligned: true,
  encode: (pcm) => amrFrames(everySecond(pcm)).map((frame) => amrPayload([frame], 244, true)),
};

export const AMR_WB: PacketCodec = {
  payloadType: 105,
  name: 'AMR-WB',
  clockRateHz: 16_000,
  ticks: 320,
  encode: (pcm) => amrWbFrames(pcm).map((frame) => amrPayload([frame], 477, false)),
};

export const AMR_WB_OCTET_ALIGNED: PacketCodec = {
  ...AMR_WB,
  octetAligned: true,
  encode: (pcm) => amrWbFrames(pcm).map((frame) => amrPayload([frame], 477, true)),
};

/** A sine, PCM s16 mono 16000 Hz. */
export function wideTone(frequencyHz: number, durationMs: number, amplitude = 8000): Int16Array {
  return Int16Array.from({ length: 16 * durationMs }, (_, at) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * at) / 16_000)),
  );
}

function byFfmpeg(pcm: Int16Array, output: readonly string[]): Buffer {
  const input = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const args = ['-v', 'error', '-f', 's16le', '-ar', '16000', '-ac', '1', '-i', '-', ...output, '-'];
  return execFileSync('ffmpeg', args, { input, maxBuffer: 1 << 28 });
}

/** ffmpeg decodes G.729 only; the library that decodes it here encodes it, too. */
function byBcg729(pcm: Int16Array): Buffer {
  const library = koffi.load('libbcg729.so.0');
  const encoder = library.func('void *initBcg729EncoderChannel(uint8_t vad)')(0);
  const encodeFrame = library.func(
    'void bcg729Encoder(void *encoder, const int16_t *pcm, _Out_ uint8_t *frame, _Out_ uint8_t *length)',
  );
  const frames = Array.from({ length: Math.floor(pcm.length / 80) }, (_, at) => {
    const frame = Buffer.alloc(10);
    encodeFrame(encoder, pcm.slice(at * 80, (at + 1) * 80), frame, Buffer.alloc(1));
    return frame;
  });
  library.func('void closeBcg729EncoderChannel(void *encoder)')(encoder);
  return Buffer.concat(frames);
}

/** Frames of 12.2 kbit/s as in a file: a header byte, then the bits. */
function amrFrames(pcm: Int16Array): Buffer[] {
  const library = koffi.load('libopencore-amrnb.so.0');
  const encoder = library.func('void *Encoder_Interface_init(int dtx)')(0);
  const encode = library.func(
    'int Encoder_Interface_Encode(void *encoder, int mode, const int16_t *pcm, _Out_ uint8_t *frame, int force)',
  );
  const frames = inFrames(pcm, 160, (samples, frame) => encode(encoder, 7, samples, frame, 0));
  library.func('void Encoder_Interface_exit(void *encoder)')(encoder);
  return frames;
}

/** Frames of 23.85 kbit/s. */
function amrWbFrames(pcm: Int16Array): Buffer[] {
  const library = koffi.load('libvo-amrwbenc.so.0');
  const encoder = library.func('void *E_IF_init()')();
  const encode = library.func(
    'int E_IF_encode(void *encoder, int mode, const int16_t *pcm, _Out_ uint8_t *frame, int dtx)',
  );
  const frames = inFrames(pcm, 320, (samples, frame) => encode(encoder, 8, samples, frame, 0));
  library.func('void E_IF_exit(void *encoder)')(encoder);
  return frames;
}

function inFrames(pcm: Int16Array, length: number, encode: (samples: Int16Array, frame: Buffer) => number): Buffer[] {
  return Array.from({ length: Math.floor(pcm.length / length) }, (_, at) => {
    const frame = Buffer.alloc(64);
    return frame.subarray(0, encode(pcm.slice(at * length, (at + 1) * length), frame));
  });
}

/** An RTP payload of frames of `bits` each (RFC 4867 §4.3, §4.4), without a mode request; written as text of bits. */
export function amrPayload(frames: readonly Uint8Array[], bits: number, octetAligned: boolean): Uint8Array {
  const pad = (text: string): string => (octetAligned ? text.padEnd(Math.ceil(text.length / 8) * 8, '0') : text);
  const contents = frames.map((frame, at) => {
    const follows = at < frames.length - 1 ? '1' : '0';
    return pad(`${follows}${bitsOf(frame.subarray(0, 1)).slice(1, 6)}`);
  });
  const text = [pad('1111'), ...contents, ...frames.map((frame) => pad(bitsOf(frame.subarray(1)).slice(0, bits)))].join(
    '',
  );
  return Uint8Array.from(text.match(/.{1,8}/g)!, (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}

const bitsOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');

function pieces(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
    bytes.subarray(at * length, (at + 1) * length),
  );
}

/** Good enough for tones below 4 kHz. */
function everySecond(pcm: Int16Array): Int16Array {
  return pcm.filter((_, at) => at % 2 === 0);
}

/** The packets of an Ogg Opus stream (RFC 3533 §6), without its two headers (RFC 7845 §3). */
function oggPackets(ogg: Buffer): Uint8Array[] {
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  for (let page = 0; page < ogg.length; ) {
    const segments = ogg.subarray(page + 27, page + 27 + ogg[page + 26]!);
    let at = page + 27 + segments.length;
    for (const length of segments) {
      open.push(ogg.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(open));
      open = [];
    }
    page = at;
  }
  return packets.slice(2);
}
