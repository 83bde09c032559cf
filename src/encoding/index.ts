export { type AudioFault, type EncodedAudioFile } from './encode-audio-file.ts';
export { encodeCall, type EncodedRecording, type EncodeRequest } from './encode-call.ts';
export { Encoding, EncodingError, type EncodingOptions } from './encoding.ts';
export type { LegStatistics } from './leg-track.ts';
export { type EncoderChoice, loadMp3Encoder } from './load-mp3-encoder.ts';
export type { Mp3EncoderKind } from './mp3-encoder.ts';
export type { Waveform } from './waveform.ts';
