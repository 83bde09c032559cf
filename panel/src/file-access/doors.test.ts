import { expect, it } from 'vitest';
import type { FileAccess } from '../api/client.ts';
import { offeredDoors } from './doors.ts';

const ACCESS: FileAccess = {
  address: 'files.operator.example',
  ftpPort: 2121,
  ftpsPort: 990,
  sftpPort: 2222,
  webdavUrl: 'https://panel.operator.example/dav/',
  ftpTls: 'optional',
  ftpTlsOfOperator: 'optional',
  hostKeys: [],
};

const shown = (change: Partial<FileAccess>) =>
  offeredDoors({ ...ACCESS, ...change }).map(({ name, encryption }) => `${name}: ${encryption}`);

it('the ways to connect, from the safest', () => {
  expect(shown({})).toEqual(['sftp: sftp', 'ftps: ftps', 'webdav: webdav', 'ftp: ftpExplicit']);
});

it('those that are off are not shown; unencrypted ones say so', () => {
  const plain = { sftpPort: null, ftpsPort: null, webdavUrl: 'http://panel.operator.example/dav/' };
  expect(shown({ ...plain, ftpTlsOfOperator: 'off' })).toEqual(['webdav: webdavPlain', 'ftp: ftp']);
});

it.each([{ ftpTls: 'required' }, { ftpTlsOfOperator: 'required' }] as const)(
  'where encryption is demanded by %j, FTP needs TLS and what is never encrypted is not shown',
  (demand) => {
    expect(
      shown({ ...demand, sftpPort: null, ftpsPort: null, webdavUrl: 'http://panel.operator.example/dav/' }),
    ).toEqual(['ftp: ftpRequired']);
    expect(shown({ ftpTls: 'required', ftpTlsOfOperator: 'off', ftpsPort: null })).toEqual([
      'sftp: sftp',
      'webdav: webdav',
    ]);
  },
);
