export type { EncodedRecording, LegStatistics, Waveform } from './encoded-recording.ts';
