export { createFolderStore } from './folder-store.ts';
export { type ObjectKey, readObjectKey } from './object-key.ts';
export type { ByteRange, ObjectStat, ObjectStore } from './object-store.ts';
