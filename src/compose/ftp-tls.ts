import { AppError } from '../base/errors.ts';
import { ftpTlsFiles } from '../config/index.ts';
import { FtpTls } from '../file-access/index.ts';
import { CertificateFiles } from '../platform/certificate-files.ts';
import type { Shared } from './shared.ts';

/** TLS of FTP as the settings have it; null: there is none. Throws `config-invalid`. */
export function ftpTls({ config, clock, log, metrics }: Shared): FtpTls | null {
  const paths = config.ftpTls === 'off' ? null : ftpTlsFiles(config);
  if (paths !== null) {
    const certificate = new CertificateFiles({ service: 'ftp', paths, clock, log, metrics });
    return new FtpTls({ certificate, required: config.ftpTls === 'required' }, clock);
  }
  const needed = [
    ...(config.ftpTls === 'required' ? ['FONOTEKA_FTP_TLS=required'] : []),
    ...(config.ftpsPort === null ? [] : ['FONOTEKA_FTPS_PORT']),
  ];
  if (needed.length === 0) return null;
  const detail =
    config.ftpTls === 'off'
      ? `${needed.join()}: FONOTEKA_FTP_TLS is off`
      : `${needed.join(', ')}: set FONOTEKA_FTP_TLS_CERTIFICATE and FONOTEKA_FTP_TLS_KEY, or FONOTEKA_TLS_CERT and FONOTEKA_TLS_KEY`;
  throw new AppError('config-invalid', detail);
}
