export type { Directory, DirectoryReader, DirectorySource, DirectoryTenant } from './directory.ts';
