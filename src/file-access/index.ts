export { accountSignIn } from './account-sign-in.ts';
export type { Authenticate, FtpPeer } from './ftp/authenticate.ts';
export { createFtpServer, type FtpServer, type FtpServerOptions } from './ftp/ftp-server.ts';
export { DEFAULT_FTP_LIMITS, type FtpLimits } from './ftp/limits.ts';
export type { RecordingTree, TreeEntry, TreeFile, TreeFolder } from './recording-tree.ts';
export { createRecordingTree, type TreeSources, type TreeViewer } from './recording-tree.catalog.ts';
