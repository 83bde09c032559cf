export { crc16, writeInfoTag } from './info-tag.ts';
export { MP3_HEADER_BYTES, Mp3FrameScan, parseMp3FrameHeader } from './mp3-frames.ts';
export { readMp3 } from './read-mp3.ts';
