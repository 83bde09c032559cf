import type { Clock } from '../../base/clock.ts';
import type { Config } from '../../config/index.ts';
import { readCertificate } from '../../platform/certificate-files.ts';
import { type CheckResult, errorText, passed, problem } from './check-result.ts';

/** Automatic renewal happens 30 days before the end: with less than this it has failed for two weeks. */
const MIN_VALID_DAYS = 14;
const DAY_MS = 24 * 3600 * 1000;

/** The certificate of HTTPS can be used and is not about to expire. */
export function checkCertificate({ tlsCertificate: certificate, tlsKey: key }: Config, clock: Clock): CheckResult {
  if (certificate === '' && key === '') return passed('https', 'no certificate: a proxy has it');
  try {
    const days = Math.floor((readCertificate({ certificate, key }).expiresAt - clock.now()) / DAY_MS);
    if (days >= MIN_VALID_DAYS) return passed('https', `the certificate is valid for ${days} days`);
    return problem(
      'https',
      `the certificate is valid for ${days} days`,
      `Renew ${certificate}; it is read again by itself.`,
    );
  } catch (error) {
    return problem(
      'https',
      errorText(error),
      'Set both to PEM files that this user may read and that belong together.',
    );
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
