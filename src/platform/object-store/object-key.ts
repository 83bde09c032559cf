import { fail, ok, type Result } from '../../base/result.ts';

declare const brand: unique symbol;
/** A name in the object store: segments parted by `/`, checked by `readObjectKey`. */
export type ObjectKey = string & { readonly [brand]: 'object-key' };

/** S3 allows 1024 bytes of key; ours are far shorter. */
const MAX_KEY_LENGTH = 512;
/** Begins with a letter or digit, so that no segment is `.`, `..` or a hidden (temporary) file. */
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Takes a text as an object's key. Nothing that could leave the store's folder, or hide in it, passes. */
export function readObjectKey(text: string): Result<ObjectKey> {
  if (text.length > MAX_KEY_LENGTH) return fail('too long');
  if (!text.split('/').every((segment) => SEGMENT.test(segment))) return fail('not made of plain segments');
  return ok(text as ObjectKey);
}
