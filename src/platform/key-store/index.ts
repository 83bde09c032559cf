export { createFolderKeyStore } from './folder-key-store.ts';
export { type KeyId, readKeyId } from './key-id.ts';
export { KEY_BYTES, type KeyStore } from './key-store.ts';
