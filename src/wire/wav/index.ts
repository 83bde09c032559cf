export { readEncodedWav, readWav, type WavFault, type WavAudio } from './read-wav.ts';
export { decodeSamples, type SampleEncoding } from './wav-format.ts';
