import { fail, ok, type Result } from '../../base/result.ts';

declare const brand: unique symbol;
/** A name in the key store: `GROUP/NAME`, checked by `readKeyId`. */
export type KeyId = string & { readonly [brand]: 'key-id' };

/** Ours are below 60 characters; a file name may have 255 bytes. */
const MAX_ID_LENGTH = 200;
/** Each part begins with a letter or digit, so that none is `.`, `..` or a hidden (temporary) file. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Takes a text as a key's id. Nothing that could leave the store's folder, or hide in it, passes. */
export function readKeyId(text: string): Result<KeyId> {
  if (text.length > MAX_ID_LENGTH) return fail('too long');
  if (!ID.test(text)) return fail('not a group and a name');
  return ok(text as KeyId);
}
