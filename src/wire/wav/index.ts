export { readWav, type WavFault, type WavAudio } from './read-wav.ts';
export { decodeSamples, type SampleEncoding, type WavFormat } from './wav-format.ts';
