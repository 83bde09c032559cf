export { FolderObjectStore } from './folder-object-store.ts';
export { type ByteRange, type ObjectKey, type ObjectStat, type ObjectStore, readObjectKey } from './object-store.ts';
