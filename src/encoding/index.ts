export { createEncoding, type Encoding, type EncodingOptions } from './create-encoding.ts';
export { encodeCall, type EncodeRequest } from './encode-call.ts';
export type { AudioFault, EncodedAudioFile } from './encode-audio-file.ts';
export type { EncodedRecording, LegStatistics, Waveform } from './encoded-recording.ts';
export { type EncodingBlame, EncodingError } from './encoding-error.ts';
export { type EncoderChoice, loadMp3Encoder } from './load-mp3-encoder.ts';
export type { Mp3EncoderKind } from './mp3-encoder.ts';
