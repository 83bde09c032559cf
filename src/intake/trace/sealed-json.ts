import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { AppError } from '../../base/errors.ts';
import { type KeyStore, type KeyId, readKeyId } from '../../platform/key-store.ts';
import { sealSecret, unsealSecret } from '../../platform/sealing.ts';

const SEALING_KEY = sealingKey();
const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** What PBXs sent, as a row stores it for support: gzipped JSON, sealed. `owner`: the row, so that none can stand for another. */
export async function sealJson(keys: Pick<KeyStore, 'getOrCreate'>, owner: string, value: unknown): Promise<Buffer> {
  return sealSecret(await keys.getOrCreate(SEALING_KEY), await pack(JSON.stringify(value)), owner);
}

/** Throws `trace-key-missing`. */
export async function unsealJson(keys: Pick<KeyStore, 'get'>, owner: string, sealed: Buffer): Promise<unknown> {
  const key = await keys.get(SEALING_KEY);
  const packed = key === null ? null : unsealSecret(key, sealed, owner);
  if (packed === null) throw new AppError('trace-key-missing');
  return JSON.parse((await unpack(packed)).toString());
}

function sealingKey(): KeyId {
  const id = readKeyId('sealing/session-traces');
  if (!id.ok) throw new Error(`not the id of a key: ${id.reason}`);
  return id.value;
}
