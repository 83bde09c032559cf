export { crc16 } from './crc16.ts';
export { MP3_HEADER_BYTES, type Mp3FrameHeader, type Mp3HeaderFault, parseMp3FrameHeader } from './frame-header.ts';
export { Mp3FrameScan } from './frame-scan.ts';
export { type Mp3StreamFacts, writeInfoTag } from './info-tag.ts';
export { type Mp3Fault, type Mp3Sound, readMp3 } from './read-mp3.ts';
