export { accountSignIn, CatalogTree, type TreeSources } from './recording-tree.catalog.ts';
export { FtpServer, type FtpServerOptions } from './ftp/ftp-server.ts';
export type { RecordingTree, TreeEntry } from './recording-tree.ts';
