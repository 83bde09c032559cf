export { type Archive, type ArchiveOptions, createArchive } from './create-archive.ts';
