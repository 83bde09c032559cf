import type { FileAccess } from '../api/client.ts';
import type { fileAccess } from '../i18n/pl/file-access.ts';

/** A way to connect, with where it is and what is encrypted. */
export interface OfferedDoor {
  readonly name: keyof typeof fileAccess.doors;
  /** A host's name; of WebDAV the whole address. */
  readonly address: string;
  /** Null: it is in the address. */
  readonly port: number | null;
  readonly encryption: keyof typeof fileAccess.connect.encryption;
  readonly safe: 'always' | 'maybe' | 'never';
}

/** Whether nobody may sign in without encryption. */
export function demandsEncryption({ ftpTls, ftpTlsOfOperator }: FileAccess): boolean {
  return ftpTls === 'required' || ftpTlsOfOperator === 'required';
}

/** Whether FTP is never encrypted. */
export function isFtpPlain({ ftpTlsOfOperator }: FileAccess): boolean {
  return ftpTlsOfOperator === 'off';
}

/** From the safest; without those by which nobody can sign in. */
export function offeredDoors(access: FileAccess): OfferedDoor[] {
  const { address, ftpPort, ftpsPort, sftpPort, webdavUrl } = access;
  const doors: (OfferedDoor | null)[] = [
    sftpPort === null ? null : { name: 'sftp', address, port: sftpPort, encryption: 'sftp', safe: 'always' },
    ftpsPort === null ? null : { name: 'ftps', address, port: ftpsPort, encryption: 'ftps', safe: 'always' },
    { name: 'webdav', address: webdavUrl, port: null, ...webdavEncryption(webdavUrl) },
    { name: 'ftp', address, port: ftpPort, ...ftpEncryption(access) },
  ];
  return doors.filter(
    (door) => door !== null && !(door.safe === 'never' && demandsEncryption(access)),
  ) as OfferedDoor[];
}

type Encryption = Pick<OfferedDoor, 'encryption' | 'safe'>;

function webdavEncryption(url: string): Encryption {
  return url.startsWith('https:')
    ? { encryption: 'webdav', safe: 'always' }
    : { encryption: 'webdavPlain', safe: 'never' };
}

function ftpEncryption(access: FileAccess): Encryption {
  if (isFtpPlain(access)) return { encryption: 'ftp', safe: 'never' };
  if (demandsEncryption(access)) return { encryption: 'ftpRequired', safe: 'always' };
  return { encryption: 'ftpExplicit', safe: 'maybe' };
}
