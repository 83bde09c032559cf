import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Clock, Timer } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Logger } from './logging.ts';
import { Gauge, type Registry } from './metrics.ts';

/** A certificate is renewed weeks before it expires. Files are compared, not watched: renewals replace links and mounts. */
const RELOAD_INTERVAL_MS = 60_000;

export interface CertificatePaths {
  /** PEM: the certificate, then those of its issuers. */
  readonly certificate: string;
  readonly key: string;
}

export interface CertificatePair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads a certificate and its key. Throws `config-invalid` if they cannot be read or do not belong together. */
export function readCertificate({
  certificate,
  key,
}: CertificatePaths): CertificatePair & { readonly expiresAt: number } {
  try {
    const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
    createSecureContext(pair);
    return { ...pair, expiresAt: new X509Certificate(pair.cert).validToDate.getTime() };
  } catch (cause) {
    const detail = `FONOTEKA_TLS_CERT, FONOTEKA_TLS_KEY: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new AppError('config-invalid', detail, { cause });
  }
}

interface CertificateFilesDeps {
  readonly paths: CertificatePaths;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** The certificate of our HTTPS server. When its files change it is read again; a pair that does not fit is not used. */
export class CertificateFiles {
  readonly #deps: CertificateFilesDeps;
  readonly #expires: Gauge;
  #current: CertificatePair;
  #timer: Timer | null = null;

  /** Throws `config-invalid`. */
  constructor(deps: CertificateFilesDeps) {
    this.#deps = deps;
    this.#expires = new Gauge({
      name: 'fonoteka_tls_certificate_expires_timestamp_seconds',
      help: 'When the certificate of HTTPS expires, in Unix time.',
      registers: [deps.metrics],
    });
    this.#current = this.#read();
  }

  get current(): CertificatePair {
    return this.#current;
  }

  /** Calls `changed` with each new pair, until `stop`. */
  watch(changed: (pair: CertificatePair) => void): void {
    this.#timer = this.#deps.clock.every(RELOAD_INTERVAL_MS, () => this.#reload(changed));
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #reload(changed: (pair: CertificatePair) => void): void {
    const { log } = this.#deps;
    try {
      const read = this.#read();
      if (read.cert.equals(this.#current.cert) && read.key.equals(this.#current.key)) return;
      changed(read);
      this.#current = read;
      log.info('https: the certificate was read again');
    } catch (error) {
      log.warn(
        { reason: (error as Error).message },
        'https: the new certificate cannot be used; the old one stays in use',
      );
    }
  }

  #read(): CertificatePair {
    const { expiresAt, ...pair } = readCertificate(this.#deps.paths);
    this.#expires.set(expiresAt / 1000);
    return pair;
  }
}
