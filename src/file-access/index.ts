export { accountSignIn } from './account-sign-in.ts';
export { createFtpServer, type FtpServer, type FtpServerOptions } from './ftp/ftp-server.ts';
export type { RecordingTree, TreeEntry } from './recording-tree.ts';
export { createRecordingTree, type TreeSources } from './recording-tree.catalog.ts';
