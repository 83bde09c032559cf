import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { RecordingId } from '../../base/ids.ts';
import type { DayPackage, PackagedRecording } from '../package/index.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** A package's contents as they are kept until it is delivered, so that each attempt sends the same. */
export interface PackageContents extends DayPackage {
  readonly recordings: readonly PackageRecording[];
}

export interface PackageRecording extends PackagedRecording {
  readonly id: RecordingId;
}

/** The contents as a row keeps them: gzipped JSON. */
export function packContents(contents: PackageContents): Promise<Buffer> {
  return pack(JSON.stringify(contents));
}

export async function unpackContents(packed: Buffer): Promise<PackageContents> {
  return JSON.parse((await unpack(packed)).toString()) as PackageContents;
}
