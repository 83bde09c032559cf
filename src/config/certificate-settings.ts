import type { Config } from './config.ts';

/** The files of TLS for SIP. */
export function sipsFiles({ sipsCertificate, sipsKey, sipsCa, tlsCertificate, tlsKey }: Config) {
  const isOwn = sipsCertificate !== '' || sipsKey !== '';
  return {
    certificate: isOwn ? sipsCertificate : tlsCertificate,
    key: isOwn ? sipsKey : tlsKey,
    ...(sipsCa !== '' && { authorities: sipsCa }),
    settings: isOwn
      ? 'FONOTEKA_SIPS_CERT, FONOTEKA_SIPS_KEY, FONOTEKA_SIPS_CA'
      : 'FONOTEKA_TLS_CERT, FONOTEKA_TLS_KEY, FONOTEKA_SIPS_CA',
  };
}

/** The files of FTP over TLS; null: there are none. */
export function ftpTlsFiles({ ftpTlsCertificate, ftpTlsKey, tlsCertificate, tlsKey }: Config) {
  if (ftpTlsCertificate === '' && ftpTlsKey === '') return httpsFiles({ tlsCertificate, tlsKey });
  return {
    certificate: ftpTlsCertificate,
    key: ftpTlsKey,
    settings: 'FONOTEKA_FTP_TLS_CERTIFICATE, FONOTEKA_FTP_TLS_KEY',
  };
}

/** The files of HTTPS; null: a proxy has the certificate. */
export function httpsFiles({ tlsCertificate: certificate, tlsKey: key }: Pick<Config, 'tlsCertificate' | 'tlsKey'>) {
  if (certificate === '' && key === '') return null;
  return { certificate, key, settings: 'FONOTEKA_TLS_CERT, FONOTEKA_TLS_KEY' };
}
