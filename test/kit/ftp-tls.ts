import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { FtpTls } from '../../src/file-access/index.ts';
import { CertificateFiles } from '../../src/platform/certificate-files.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { TestAuthority } from './push/certificates.ts';
import { quietLog } from './quiet-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestTls {
  readonly tls: FtpTls;
  /** Who has signed the certificate: PEM, and the file that has it. */
  readonly authority: TestAuthority;
  readonly authorityFile: string;
}

/** TLS for an FTP server of the test, with a certificate for localhost, 127.0.0.1 and ::1. */
export function testTls({
  required = false,
  clock = systemClock,
}: {
  required?: boolean;
  clock?: Clock;
} = {}): TestTls {
  const folder = temporaryFolder();
  const authority = new TestAuthority(folder);
  const paths = authority.issue('localhost', 2, 'DNS:localhost,IP:127.0.0.1,IP:::1');
  const files = { service: 'ftp', paths: { ...paths, settings: 'test' }, clock, log: quietLog } as const;
  const certificate = new CertificateFiles({ ...files, metrics: createMetrics() });
  return { tls: new FtpTls({ certificate, required }, clock), authority, authorityFile: join(folder, 'ca.pem') };
}
