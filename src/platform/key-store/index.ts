export { FolderKeyStore } from './folder-key-store.ts';
export { KEY_BYTES, type KeyId, type KeyStore, readKeyId } from './key-store.ts';
