import { warsawDay, warsawTimeOfDay } from '../../base/warsaw-time.ts';

/**
 * The records of a ZIP file: PKWARE's APPNOTE 6.3.10, and Info-ZIP's extra field for times. All numbers are little-endian. Files
 * are not compressed unless `isDeflated`. Their CRC follows them (flag bit 3), because it is not known before.
 */
export interface ZipEntry {
  /** UTF-8, folders with `/`. */
  readonly name: Buffer;
  readonly sizeBytes: number;
  /** Unix ms. */
  readonly modifiedAt: number;
  /** Computed once from `modifiedAt`: the calendar calculation takes longer than all the rest. */
  readonly dosTime: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** Compressed (§4.4.5: method 8). Its sizes need no ZIP64; they are not known before, and follow the data. */
  readonly isDeflated?: boolean;
}

const DEFLATED = 8;

/** In a field of 32 bits: the value is in the ZIP64 field (APPNOTE §4.4.1.4). */
const IN_ZIP64 = 0xffff_ffff;
const COUNT_IN_ZIP64 = 0xffff;

/** §4.4.3.2: 2.0 for folders in names and data descriptors, 4.5 for ZIP64. */
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** §4.4.2: the upper byte; the file attributes are Unix's. */
const MADE_ON_UNIX = 3 << 8;
/** -rw-r--r-- */
const FILE_MODE = 0o100644;
/** §4.4.4: bit 3, CRC and sizes follow the data; bit 11, names are UTF-8. */
const FLAGS = (1 << 3) | (1 << 11);

function needsZip64Size({ sizeBytes }: ZipEntry): boolean {
  return sizeBytes >= IN_ZIP64;
}

function needsZip64Offset({ offset }: ZipEntry): boolean {
  return offset >= IN_ZIP64;
}

/** §4.3.7 */
export function localHeader(entry: ZipEntry): Buffer {
  const extra = Buffer.concat([timeField(entry), needsZip64Size(entry) ? zip64Field([0, 0]) : Buffer.alloc(0)]);
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(0x0403_4b50, 0);
  fixed.writeUInt16LE(needsZip64Size(entry) ? VERSION_ZIP64 : VERSION, 4);
  fixed.writeUInt16LE(FLAGS, 6);
  if (entry.isDeflated) fixed.writeUInt16LE(DEFLATED, 8);
  fixed.writeUInt32LE(entry.dosTime, 10);
  // CRC and sizes stay 0 (§4.4.4), or refer to the ZIP64 field, which also makes the descriptor's sizes 64 bits long.
  if (needsZip64Size(entry)) fixed.fill(0xff, 18, 26);
  fixed.writeUInt16LE(entry.name.length, 26);
  fixed.writeUInt16LE(extra.length, 28);
  return Buffer.concat([fixed, entry.name, extra]);
}

/** §4.3.9 */
export function dataDescriptor(entry: ZipEntry, crc32: number, packedBytes = entry.sizeBytes): Buffer {
  const record = Buffer.alloc(needsZip64Size(entry) ? 24 : 16);
  record.writeUInt32LE(0x0807_4b50, 0);
  record.writeUInt32LE(crc32, 4);
  if (needsZip64Size(entry)) {
    record.writeBigUInt64LE(BigInt(entry.sizeBytes), 8);
    record.writeBigUInt64LE(BigInt(entry.sizeBytes), 16);
  } else {
    record.writeUInt32LE(packedBytes, 8);
    record.writeUInt32LE(entry.sizeBytes, 12);
  }
  return record;
}

/** §4.3.12 */
export function centralRecord(entry: ZipEntry, crc32: number, packedBytes = entry.sizeBytes): Buffer {
  const big = [
    ...(needsZip64Size(entry) ? [entry.sizeBytes, entry.sizeBytes] : []),
    ...(needsZip64Offset(entry) ? [entry.offset] : []),
  ];
  const extra = Buffer.concat([timeField(entry), big.length > 0 ? zip64Field(big) : Buffer.alloc(0)]);
  const version = big.length > 0 ? VERSION_ZIP64 : VERSION;
  const fixed = Buffer.alloc(46);
  fixed.writeUInt32LE(0x0201_4b50, 0);
  fixed.writeUInt16LE(MADE_ON_UNIX | version, 4);
  fixed.writeUInt16LE(version, 6);
  fixed.writeUInt16LE(FLAGS, 8);
  if (entry.isDeflated) fixed.writeUInt16LE(DEFLATED, 10);
  fixed.writeUInt32LE(entry.dosTime, 12);
  fixed.writeUInt32LE(crc32, 16);
  fixed.writeUInt32LE(Math.min(packedBytes, IN_ZIP64), 20);
  fixed.writeUInt32LE(Math.min(entry.sizeBytes, IN_ZIP64), 24);
  fixed.writeUInt16LE(entry.name.length, 28);
  fixed.writeUInt16LE(extra.length, 30);
  fixed.writeUInt32LE((FILE_MODE << 16) >>> 0, 38);
  fixed.writeUInt32LE(Math.min(entry.offset, IN_ZIP64), 42);
  return Buffer.concat([fixed, entry.name, extra]);
}

interface Directory {
  readonly entries: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** §4.3.16, before it §4.3.14 and §4.3.15 where something does not fit. */
export function endRecords(directory: Directory): Buffer {
  const { entries, offset, sizeBytes } = directory;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(entries, COUNT_IN_ZIP64), 8);
  end.writeUInt16LE(Math.min(entries, COUNT_IN_ZIP64), 10);
  end.writeUInt32LE(Math.min(sizeBytes, IN_ZIP64), 12);
  end.writeUInt32LE(Math.min(offset, IN_ZIP64), 16);
  const fits = entries < COUNT_IN_ZIP64 && sizeBytes < IN_ZIP64 && offset < IN_ZIP64;
  return fits ? end : Buffer.concat([zip64End(directory), end]);
}

function zip64End({ entries, offset, sizeBytes }: Directory): Buffer {
  const records = Buffer.alloc(56 + 20);
  records.writeUInt32LE(0x0606_4b50, 0);
  // §4.3.14.1: the size of the record after this field.
  records.writeBigUInt64LE(44n, 4);
  records.writeUInt16LE(MADE_ON_UNIX | VERSION_ZIP64, 12);
  records.writeUInt16LE(VERSION_ZIP64, 14);
  records.writeBigUInt64LE(BigInt(entries), 24);
  records.writeBigUInt64LE(BigInt(entries), 32);
  records.writeBigUInt64LE(BigInt(sizeBytes), 40);
  records.writeBigUInt64LE(BigInt(offset), 48);
  records.writeUInt32LE(0x0706_4b50, 56);
  records.writeBigUInt64LE(BigInt(offset + sizeBytes), 64);
  records.writeUInt32LE(1, 72);
  return records;
}

/** §4.5.3 */
function zip64Field(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, index) => field.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
  return field;
}

/** Info-ZIP's extended timestamp: the time of modification only, in UTC, whole seconds. */
function timeField({ modifiedAt }: ZipEntry): Buffer {
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(1, 4);
  field.writeInt32LE(Math.floor(modifiedAt / 1000), 5);
  return field;
}

/** §4.4.6: date and time in steps of two seconds from 1980, in local time: Warsaw's, as in the file names. */
export function dosTimeOf(instantMs: number): number {
  const [year = 0, month = 0, day = 0] = warsawDay(instantMs).split('-').map(Number);
  const [hours = 0, minutes = 0, seconds = 0] = warsawTimeOfDay(instantMs).split('-').map(Number);
  const date = ((year - 1980) << 9) | (month << 5) | day;
  const time = (hours << 11) | (minutes << 5) | (seconds >> 1);
  return ((date << 16) | time) >>> 0;
}
