import type { Clock } from '../../base/clock.ts';
import { type Config, ftpTlsFiles, httpsFiles, sipsFiles, sipsPort } from '../../config/index.ts';
import { type CertificatePaths, readCertificate } from '../../platform/certificate-files.ts';
import { type CheckResult, errorText, passed, problem } from './check-result.ts';

/** Automatic renewal happens 30 days before the end: with less than this it has failed for two weeks. */
const MIN_VALID_DAYS = 14;
const DAY_MS = 24 * 3600 * 1000;

/** The certificate of HTTPS can be used and is not about to expire. */
export function checkCertificate(config: Config, clock: Clock): CheckResult {
  const files = httpsFiles(config);
  return files === null ? passed('https', 'no certificate: a proxy has it') : checkFiles('https', files, clock);
}

/** The same of SIP over TLS. */
export function checkSipsCertificate(config: Config, clock: Clock): CheckResult {
  if (sipsPort(config) === null) return passed('sips', 'off: neither FONOTEKA_SIPS_PORT nor FONOTEKA_SIPS_CERT is set');
  return checkFiles('sips', sipsFiles(config), clock);
}

/** The same of FTP over TLS. */
export function checkFtpCertificate(config: Config, clock: Clock): CheckResult {
  if (config.ftpTls === 'off') return passed('ftp-tls', 'off: FONOTEKA_FTP_TLS');
  const files = ftpTlsFiles(config);
  if (files !== null) return checkFiles('ftp-tls', files, clock);
  const found = 'no certificate: passwords and recordings are sent in clear';
  if (config.ftpTls === 'optional' && config.ftpsPort === null) return passed('ftp-tls', found);
  return problem(
    'ftp-tls',
    found,
    'Set FONOTEKA_FTP_TLS_CERTIFICATE and FONOTEKA_FTP_TLS_KEY; the service does not start without.',
  );
}

function checkFiles(check: string, files: CertificatePaths, clock: Clock): CheckResult {
  try {
    const days = Math.floor((readCertificate(files).expiresAt - clock.now()) / DAY_MS);
    if (days >= MIN_VALID_DAYS) return passed(check, `the certificate is valid for ${days} days`);
    return problem(
      check,
      days < 0 ? `the certificate expired ${-days} days ago` : `the certificate is valid for ${days} days`,
      `Renew ${files.certificate}; it is read again by itself.`,
    );
  } catch (error) {
    return problem(check, errorText(error), 'Set them to PEM files that this user may read and that belong together.');
  }
}

/** Behind a proxy that is not trusted, all customers have the proxy's address. */
export function checkProxies({ panelUrl, tlsCertificate, trustedProxies }: Config): CheckResult {
  if (trustedProxies.length > 0) return passed('proxies', `trusted: ${trustedProxies.join(', ')}`);
  const isBehindProxy = panelUrl.startsWith('https:') && tlsCertificate === '';
  if (!isBehindProxy) return passed('proxies', 'none trusted: X-Forwarded-For is ignored');
  return problem(
    'proxies',
    'FONOTEKA_PANEL_URL is https and there is no certificate here, so a proxy is before us, but none is trusted: all customers have its address',
    'Set FONOTEKA_TRUSTED_PROXIES to the address of the proxy, as 127.0.0.1.',
  );
}
