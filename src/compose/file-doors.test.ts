import { expect, it } from 'vitest';
import { loadConfig } from '../config/index.ts';
import { fileDoors } from './file-doors.ts';

const doors = (settings: Record<string, string>) =>
  fileDoors(loadConfig({ FONOTEKA_PUBLIC_ADDRESS: '192.0.2.1', ...settings }), { hostKeys: [] });

it('without a certificate FTP is not encrypted, whatever is set, and WebDAV has the panel’s address', () => {
  expect(doors({})).toMatchObject({ ftpTlsOfOperator: 'off', webdavUrl: 'http://192.0.2.1:8080/dav/' });
});

it('with one, the setting holds', () => {
  const certificate = { FONOTEKA_TLS_CERT: '/etc/tls/cert.pem', FONOTEKA_TLS_KEY: '/etc/tls/key.pem' };
  const proxied = { ...certificate, FONOTEKA_PANEL_URL: 'https://panel.operator.example/' };
  expect(doors(proxied)).toMatchObject({
    ftpTlsOfOperator: 'optional',
    webdavUrl: 'https://panel.operator.example/dav/',
  });
});
