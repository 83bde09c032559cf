import { expect, test } from 'vitest';
import { TestAuthority } from '../../test/kit/push/certificates.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { loadConfig } from '../config/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createMetrics } from '../platform/metrics.ts';
import { ftpTls } from './ftp-tls.ts';
import type { Shared } from './shared.ts';

const tlsOf = (settings: Record<string, string>) =>
  ftpTls({ config: loadConfig(settings), clock: systemClock, log: quietLog, metrics: createMetrics() } as Shared);

test('FTP has TLS with a certificate, its own or that of HTTPS; required without one, it does not start', () => {
  const authority = new TestAuthority(temporaryFolder());
  const [https, own] = [authority.issue('https.example'), authority.issue('ftp.example')];
  const ofHttps = { FONOTEKA_TLS_CERT: https.certificate, FONOTEKA_TLS_KEY: https.key };
  const ofFtp = { FONOTEKA_FTP_TLS_CERTIFICATE: own.certificate, FONOTEKA_FTP_TLS_KEY: own.key };
  expect(tlsOf({})).toBeNull();
  expect(tlsOf({ ...ofHttps, FONOTEKA_FTP_TLS: 'off' })).toBeNull();
  for (const settings of [ofHttps, ofFtp, { ...ofFtp, FONOTEKA_FTP_TLS: 'required' }]) {
    const tls = tlsOf(settings)!;
    expect(tls.required).toBe('FONOTEKA_FTP_TLS' in settings);
    tls.close();
  }
  expect(() => tlsOf({ FONOTEKA_FTP_TLS: 'required' })).toThrow(/FONOTEKA_FTP_TLS=required: set/);
  expect(() => tlsOf({ FONOTEKA_FTPS_PORT: '0' })).toThrow(/FONOTEKA_FTPS_PORT: set/);
  expect(() => tlsOf({ ...ofHttps, FONOTEKA_FTPS_PORT: '0', FONOTEKA_FTP_TLS: 'off' })).toThrow(/is off/);
  expect(() => tlsOf({ ...ofHttps, FONOTEKA_FTP_TLS_CERTIFICATE: own.certificate })).toThrow(/FONOTEKA_FTP_TLS_KEY/);
});
