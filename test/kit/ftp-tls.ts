import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { FtpTls } from '../../src/file-access/index.ts';
import { CertificateFiles } from '../../src/platform/certificate-files.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { type FtpFixture, startFtp } from './ftp-fixture.ts';
import { peerTree } from './ftp-peer-tree.ts';
import { TestAuthority } from './push/certificates.ts';
import { quietLog } from './quiet-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestTls {
  readonly tls: FtpTls;
  /** Who has signed the certificate: PEM, and the file that has it. */
  readonly authority: TestAuthority;
  readonly authorityFile: string;
  /** Puts a new certificate in place of the files. */
  renew(): void;
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
  const issue = () => authority.issue('localhost', 2, 'DNS:localhost,IP:127.0.0.1,IP:::1');
  const paths = issue();
  const files = { service: 'ftp', paths: { ...paths, settings: 'test' }, clock, log: quietLog } as const;
  const certificate = new CertificateFiles({ ...files, metrics: createMetrics() });
  return {
    tls: new FtpTls({ certificate, required }, clock),
    authority,
    authorityFile: join(folder, 'ca.pem'),
    renew: issue,
  };
}

export interface TlsFixture extends FtpFixture {
  readonly implicitPort: number;
  readonly authorityFile: string;
}

/** A server on which TLS is required: a client that sent anything in clear would be refused. */
export async function startRequiringTls(tree = peerTree()): Promise<TlsFixture> {
  const { tls, authorityFile } = testTls({ required: true });
  const fixture = await startFtp({ tree, tls, implicitTlsPort: 0 });
  return { ...fixture, implicitPort: fixture.server.implicitTlsPort!, authorityFile };
}
