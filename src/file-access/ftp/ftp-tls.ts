import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Clock, Timer } from '../../base/clock.ts';
import type { CertificateFiles, CertificatePair } from '../../platform/certificate-files.ts';
import { HandshakeRate } from '../../base/handshake-rate.ts';
import { HANDSHAKES_PER_SECOND } from '../handshake-limits.ts';

/** The keys of session tickets are those of the context; a stolen memory image opens what half a day has recorded at most. */
const TICKET_KEYS_MS = 12 * 3600 * 1000;

/** RFC 4217 §15; TLS 1.0 and 1.1 are not used (RFC 8996). A client must not make handshakes inside of a connection: they are counted before. */
const PROTOCOL = { minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_RENEGOTIATION } as const;

export interface FtpTlsOptions {
  readonly certificate: CertificateFiles;
  /** Whether a client must use it for the sign-in and for what it fetches. */
  readonly required: boolean;
}

/** TLS of FTP (RFC 4217): the certificate, and how many handshakes there may be. */
export class FtpTls {
  readonly required: boolean;
  readonly #certificate: CertificateFiles;
  /** Data connections are not counted: a signed-in session has one at a time. */
  readonly #handshakes: HandshakeRate;
  readonly #timer: Timer;
  #context: SecureContext;

  constructor({ certificate, required }: FtpTlsOptions, clock: Clock) {
    this.required = required;
    this.#certificate = certificate;
    this.#handshakes = new HandshakeRate(clock, HANDSHAKES_PER_SECOND);
    this.#context = contextOf(certificate.current);
    certificate.watch((pair) => (this.#context = contextOf(pair)));
    this.#timer = clock.every(TICKET_KEYS_MS, () => (this.#context = contextOf(certificate.current)));
  }

  /**
   * For a new control connection and all data connections of its session: clients compare the certificates, and they resume
   * the session of the control connection, in TLS 1.2 and 1.3 by its tickets. None has to.
   */
  get context(): SecureContext {
    return this.#context;
  }

  /** Counts a handshake. False: too many in this second. `known`: somebody has signed in from there. */
  hasRoom(address: string, known: boolean): boolean {
    return this.#handshakes.take(address, known);
  }

  close(): void {
    this.#certificate.stop();
    this.#timer.cancel();
  }
}

function contextOf(pair: CertificatePair): SecureContext {
  return createSecureContext({ ...pair, ...PROTOCOL });
}
