export { CHUNK_BYTES } from './chunks.ts';
export { encryptFile } from './encrypt-file.ts';
export { keepInFile, type SealedObject, type SealedTarget, SealedWriter } from './sealed-writer.ts';
export { PlainChunks, SealedChunks, type StoredChunks } from './stored-chunks.ts';
