export { crc16, type Mp3StreamInfo, writeInfoTag } from './info-tag.ts';
export {
  MP3_HEADER_BYTES,
  type Mp3FrameHeader,
  Mp3FrameScan,
  type Mp3HeaderFault,
  parseMp3FrameHeader,
} from './mp3-frames.ts';
export { type Mp3Fault, type Mp3Audio, readMp3 } from './read-mp3.ts';
