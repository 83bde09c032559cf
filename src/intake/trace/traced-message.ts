import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { AppError } from '../../base/errors.ts';
import { type KeyStore, type KeyId, readKeyId } from '../../platform/key-store.ts';
import { sealSecret, unsealSecret } from '../../platform/sealing.ts';

/** A SIP message as it was received or sent, without secrets. */
export interface TracedMessage {
  /** Unix ms. */
  readonly at: number;
  readonly direction: 'received' | 'sent';
  readonly transport: string;
  /** The PBX's end. */
  readonly peer: TracedEndpoint;
  /** Ours; its address may be a name. */
  readonly local: TracedEndpoint;
  /** latin1: a character for each byte. */
  readonly text: string;
}

export interface TracedEndpoint {
  readonly address: string;
  readonly port: number;
}

const SEALING_KEY = sealingKey();
const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** As a row stores messages: gzipped JSON, sealed. `owner`: the trace and the number of the part, so that none can stand for another. */
export async function sealMessages(
  keys: Pick<KeyStore, 'getOrCreate'>,
  owner: string,
  messages: readonly TracedMessage[],
): Promise<Buffer> {
  return sealSecret(await keys.getOrCreate(SEALING_KEY), await pack(JSON.stringify(messages)), owner);
}

/** Throws `trace-key-missing`. */
export async function unsealMessages(
  keys: Pick<KeyStore, 'get'>,
  owner: string,
  sealed: Buffer,
): Promise<readonly TracedMessage[]> {
  const key = await keys.get(SEALING_KEY);
  const packed = key === null ? null : unsealSecret(key, sealed, owner);
  if (packed === null) throw new AppError('trace-key-missing');
  return JSON.parse((await unpack(packed)).toString()) as TracedMessage[];
}

function sealingKey(): KeyId {
  const id = readKeyId('sealing/session-traces');
  if (!id.ok) throw new Error(`not the id of a key: ${id.reason}`);
  return id.value;
}
