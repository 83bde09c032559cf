import { createHmac } from 'node:crypto';
import { decryptGcm, encryptGcm, NONCE_BYTES, TAG_BYTES } from '../platform/sealing.ts';
import { type KeyStore, type KeyId, readKeyId } from '../platform/key-store.ts';

/** From the recorder to the process that has the listener. */
export const AUDIO_CHANNEL = 'fonoteka_live_audio';
/** Notices to recorders: somebody wants to listen; still listens; does not any more. */
export const LISTEN = 'live-listen';
export const STILL_LISTENING = 'live-listening';
export const STOP_LISTENING = 'live-stop';

/** A listener who says nothing for so long is gone: its process may have been killed. */
export const LISTENING_LEASE_MS = 8_000;

/** PostgreSQL takes less than 8000 bytes; as base64 with the id, the number and the tag. */
export const AUDIO_BYTES_PER_MESSAGE = 5_600;

const SECRET = keyId('live/listening');

/**
 * The key of one listening, from the installation's key store: whoever has it not can neither ask for a call nor hear one, also where
 * he reads or writes the notifications of the database. The id is random, so each listening has another key.
 */
export async function keyOfListening(keys: KeyStore, listenerId: string): Promise<Buffer> {
  return createHmac('sha256', await keys.getOrCreate(SECRET))
    .update(listenerId)
    .digest();
}

/** `number`: 0, 1, … of a listening; never twice. */
export function sealAudio(key: Buffer, number: number, audio: Uint8Array): string {
  return encryptGcm({ key, nonce: nonceOf(number), additionalData: Buffer.alloc(0) }, audio).toString('base64');
}

/** Null: it is not of this listening, or was changed. */
export function openAudio(key: Buffer, number: number, sealed: string): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < TAG_BYTES) return null;
  return decryptGcm({ key, nonce: nonceOf(number), additionalData: Buffer.alloc(0) }, bytes);
}

/** Of a request to listen: proves that it comes from a process with the key store. */
export function proofOf(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(`request ${text}`).digest('base64url');
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(number, NONCE_BYTES - 6, 6);
  return nonce;
}

function keyId(text: string): KeyId {
  const read = readKeyId(text);
  if (!read.ok) throw new Error(`no key id: ${text}`);
  return read.value;
}
