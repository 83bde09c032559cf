export { type AudioFault, type EncodedAudioFile } from './audio-file/audio-file.ts';
export { encodeCall, type EncodedRecording } from './encode-call.ts';
export { type CodecSupport, codecSupport, loadLibraryDecoders } from './decoders/library-decoders.ts';
export { Encoding, EncodingError } from './encoding.ts';
export type { EncodedCall } from './encoding-worker.ts';
export { canDenyNetwork } from './deny-network.ts';
export { findFfmpeg } from './audio-file/ffmpeg-command.ts';
export { loadMp3Encoder } from './load-mp3-encoder.ts';
export type { Waveform } from './waveform.ts';
