import type { KeyStore } from '../../platform/key-store.ts';
import { sealJson, unsealJson } from './sealed-json.ts';

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

/** As a row stores messages. `owner`: the trace and the number of the part. */
export function sealMessages(
  keys: Pick<KeyStore, 'getOrCreate'>,
  owner: string,
  messages: readonly TracedMessage[],
): Promise<Buffer> {
  return sealJson(keys, owner, messages);
}

/** Throws `trace-key-missing`. */
export async function unsealMessages(
  keys: Pick<KeyStore, 'get'>,
  owner: string,
  sealed: Buffer,
): Promise<readonly TracedMessage[]> {
  return (await unsealJson(keys, owner, sealed)) as TracedMessage[];
}
