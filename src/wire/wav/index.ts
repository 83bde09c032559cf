export { readWav, type WavFault, type WavSound } from './read-wav.ts';
export { decodeSamples } from './decode-samples.ts';
export type { SampleEncoding, WavFormat } from './wav-format.ts';
