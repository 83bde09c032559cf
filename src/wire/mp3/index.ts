export { crc16, writeInfoTag } from './info-tag.ts';
export { MP3_HEADER_BYTES, Mp3FrameScan, parseMp3FrameHeader } from './mp3-frames.ts';
export { isMp3 } from './mp3-sync.ts';
export { readMp3 } from './read-mp3.ts';
export { leadingTagBytes } from './mp3-tags.ts';
