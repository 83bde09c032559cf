export { CatalogTree, type TreeSources } from './recording-tree.catalog.ts';
export { DayListings } from './day-listings.ts';
export { type DayManifests, DayViews } from './day-views.ts';
export { FtpTls } from './ftp/ftp-tls.ts';
export { FtpServer, type FtpServerOptions } from './ftp/ftp-server.ts';
export type { FileContent, FoundFile, RecordingTree, TreeEntry, TreeFile } from './recording-tree.ts';
export { catalogSignIns, type CatalogSignIns } from './catalog-sign-ins.ts';
export { type Authenticate, type DoorSession, type SignInRefusal, SignIns } from './sign-in/sign-ins.ts';
export {
  listSftpHostKeys,
  openSftpHostKeys,
  readSftpHostKeys,
  replaceSftpHostKeys,
  type SftpHostKey,
} from './sftp/host-keys.ts';
export { sshCrypto } from './sftp/packet-cipher.ts';
export { SftpServer, type SftpServerOptions } from './sftp/sftp-server.ts';
export { unlockSignIns } from './sign-in/unlock.ts';
