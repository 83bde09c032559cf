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

/** The files of HTTPS; null: a proxy has the certificate. */
export function httpsFiles({ tlsCertificate: certificate, tlsKey: key }: Pick<Config, 'tlsCertificate' | 'tlsKey'>) {
  if (certificate === '' && key === '') return null;
  return { certificate, key, settings: 'FONOTEKA_TLS_CERT, FONOTEKA_TLS_KEY' };
}
