import { type KeyId, readKeyId } from '../key-store.ts';

/** The engine may have keys of others, which are not looked at. */
const KEY = 'fonoteka_key_';
/** The store's id is in the name of a key: an engine stores nothing else. */
const STORE_ID = 'fonoteka_store_';

/** An engine's names have letters, digits, `_`, `-` and `.`, and end with a letter, a digit or `_`. */
const ESCAPED: Readonly<Record<string, string>> = { '/': '_s', _: '_u', '.': '_d' };
const PLAIN: Readonly<Record<string, string>> = { _s: '/', _u: '_', _d: '.', _m: '-' };

/** `2026-06-08/tenant_2026-03-10` as `fonoteka_key_2026-06-08_stenant_u2026-03-10`. */
export function nameOfKey(id: KeyId): string {
  return KEY + id.replaceAll(/[/_.]/g, (character) => ESCAPED[character]!).replace(/-$/, '_m');
}

/** Null: not a key of ours. */
export function keyOfName(name: string): KeyId | null {
  if (!name.startsWith(KEY)) return null;
  const id = readKeyId(name.slice(KEY.length).replaceAll(/_[sudm]/g, (escaped) => PLAIN[escaped]!));
  return id.ok && nameOfKey(id.value) === name ? id.value : null;
}

export function nameOfStoreId(id: string): string {
  return STORE_ID + id;
}

/** Null: not the id of a store. */
export function storeIdOfName(name: string): string | null {
  return name.startsWith(STORE_ID) ? name.slice(STORE_ID.length) : null;
}
