import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { RecordingId } from '../../base/ids.ts';
import type { DayPackage, PackagedRecording } from '../package/index.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** A package's contents as they are kept until it is delivered, so that each attempt sends the same. */
export interface FrozenPackage extends DayPackage {
  readonly recordings: readonly FrozenRecording[];
}

export interface FrozenRecording extends PackagedRecording {
  readonly id: RecordingId;
}

/** The contents as a row keeps them: gzipped JSON. */
export function packContents(contents: FrozenPackage): Promise<Buffer> {
  return pack(JSON.stringify(contents));
}

export async function unpackContents(packed: Buffer): Promise<FrozenPackage> {
  return JSON.parse((await unpack(packed)).toString()) as FrozenPackage;
}
