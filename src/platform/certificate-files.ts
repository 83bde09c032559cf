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
  /** PEM: who signs the certificates of the other side. Missing: the public authorities. */
  readonly authorities?: string;
  /** What to look at where they cannot be used. */
  readonly settings: string;
}

export interface CertificatePair {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
}

/** Reads a certificate and its key. Throws `config-invalid` if they cannot be read or do not belong together. */
export function readCertificate({
  certificate,
  key,
  authorities,
  settings,
}: CertificatePaths): CertificatePair & { readonly expiresAt: number } {
  try {
    const ca = authorities === undefined ? {} : { ca: readCertificates(authorities) };
    const pair = { cert: readCertificates(certificate), key: readFileSync(key), ...ca };
    createSecureContext(pair);
    return { ...pair, expiresAt: new X509Certificate(pair.cert).validToDate.getTime() };
  } catch (cause) {
    const detail = `${settings}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new AppError('config-invalid', detail, { cause });
  }
}

const BEGIN = '-----BEGIN CERTIFICATE-----';

/** Throws unless every certificate in the file is complete and one at least is there: Node leaves out what it cannot read, and PBXs would be refused. */
function readCertificates(path: string): Buffer {
  const pem = readFileSync(path);
  const [, ...certificates] = pem.toString('latin1').split(BEGIN);
  if (certificates.length === 0) throw new Error(`${path} has no certificate`);
  const broken = certificates.findIndex((certificate) => !isCertificate(BEGIN + certificate));
  if (broken !== -1) throw new Error(`${path}: certificate ${broken + 1} of ${certificates.length} cannot be read`);
  return pem;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

interface CertificateFilesDeps {
  /** Whose certificate it is. */
  readonly service: 'https' | 'sips' | 'ftp';
  readonly paths: CertificatePaths;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** The certificate of a server. When its files change they are read again; a pair that does not fit is not used. */
export class CertificateFiles {
  readonly #deps: CertificateFilesDeps;
  readonly #expires: Gauge<'service'>;
  #current: CertificatePair;
  #timer: Timer | null = null;

  /** Throws `config-invalid`. */
  constructor(deps: CertificateFilesDeps) {
    this.#deps = deps;
    this.#expires = expiryGauge(deps.metrics);
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
    const { log, service } = this.#deps;
    try {
      const read = this.#read();
      if (isSame(read, this.#current)) return;
      changed(read);
      this.#current = read;
      log.info(`${service}: the certificate was read again`);
    } catch (error) {
      log.warn(
        { reason: (error as Error).message },
        `${service}: the new certificate cannot be used; the old one stays in use`,
      );
    }
  }

  #read(): CertificatePair {
    const { expiresAt, ...pair } = readCertificate(this.#deps.paths);
    this.#expires.set({ service: this.#deps.service }, expiresAt / 1000);
    return pair;
  }
}

function isSame(one: CertificatePair, other: CertificatePair): boolean {
  const files = ({ cert, key, ca = Buffer.alloc(0) }: CertificatePair): readonly Buffer[] => [cert, key, ca];
  return files(one).every((file, index) => file.equals(files(other)[index]!));
}

const EXPIRY = {
  name: 'fonoteka_tls_certificate_expires_timestamp_seconds',
  help: 'When the certificate of a server (https, sips, ftp) expires, in Unix time.',
  labelNames: ['service'],
} as const;

/** One for all servers of a process. */
function expiryGauge(registry: Registry): Gauge<'service'> {
  const existing = registry.getSingleMetric(EXPIRY.name) as Gauge<'service'> | undefined;
  return existing ?? new Gauge({ ...EXPIRY, registers: [registry] });
}
