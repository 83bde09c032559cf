/** The text for the customer, in the panel's two languages. */
export interface Explanation {
  readonly pl: string;
  readonly en: string;
}

interface PushErrorKind {
  /** All of them are fixed at the customer's server or in the target's settings, none at ours. */
  readonly fault: 'destination';
  /** `no`: it fails again until someone changes something. */
  readonly retry: 'no' | 'backoff';
  readonly explanation: Explanation;
}

const permanent = (pl: string, en: string): PushErrorKind => ({
  fault: 'destination',
  retry: 'no',
  explanation: { pl, en },
});

const transient = (pl: string, en: string): PushErrorKind => ({
  fault: 'destination',
  retry: 'backoff',
  explanation: { pl, en },
});

/** Every way a push target can fail, by its stable code. A code is never renamed or given another meaning. */
export const PUSH_ERRORS = {
  // Connecting
  'target-forbidden': permanent(
    'Ten adres leży w sieci, do której nie wysyłamy nagrań. Podaj publiczny adres serwera.',
    'This address is in a network we do not send recordings to. Enter the public address of the server.',
  ),
  unreachable: transient(
    'Nie znaleziono serwera: adres nie istnieje albo serwer jest odłączony od sieci.',
    'The server was not found: the address does not exist, or the server is not connected to the network.',
  ),
  refused: transient(
    'Serwer nie przyjmuje połączeń na tym porcie. Sprawdź numer portu i zaporę sieciową.',
    'The server does not accept connections on this port. Check the port number and the firewall.',
  ),
  timeout: transient(
    'Serwer nie odpowiedział na czas. Może być przeciążony albo zapora sieciowa blokuje połączenie.',
    'The server did not answer in time. It may be overloaded, or a firewall blocks the connection.',
  ),
  'connection-lost': transient('Połączenie z serwerem zostało przerwane.', 'The connection to the server broke.'),
  'answer-garbled': transient(
    'Serwer odpowiedział niezgodnie z protokołem. Sprawdź rodzaj połączenia i numer portu.',
    'The server sent an answer that does not follow the protocol. Check the kind of connection and the port number.',
  ),
  'target-busy': transient(
    'Serwer jest zajęty i prosi, by spróbować później.',
    'The server is busy and asks to try again later.',
  ),
  // Identity and sign-in
  'encryption-refused': permanent(
    'Serwer nie zgodził się na szyfrowane połączenie. Włącz TLS na serwerze albo wybierz inny rodzaj połączenia.',
    'The server did not agree to an encrypted connection. Turn on TLS on the server, or choose another kind of connection.',
  ),
  'certificate-invalid': permanent(
    'Certyfikat serwera nie jest zaufany albo wystawiono go dla innej nazwy. Popraw certyfikat lub potwierdź jego odcisk.',
    'The certificate of the server is not trusted, or was issued for another name. Replace it, or confirm its fingerprint.',
  ),
  'certificate-expired': permanent(
    'Certyfikat serwera stracił ważność. Odnów go.',
    'The certificate of the server has expired. Renew it.',
  ),
  'certificate-changed': permanent(
    'Serwer pokazał inny certyfikat niż potwierdzony. Jeśli go zmieniono, potwierdź nowy odcisk.',
    'The server showed a different certificate than the confirmed one. If it was replaced, confirm the new fingerprint.',
  ),
  'host-key-changed': permanent(
    'Serwer ma inny klucz niż przy pierwszym połączeniu. Jeśli go zmieniono, potwierdź nowy odcisk klucza.',
    'The server has a different key than at the first connection. If it was replaced, confirm the new fingerprint.',
  ),
  'wrong-password': permanent(
    'Serwer nie przyjął loginu, hasła lub klucza.',
    'The server did not accept the login, the password or the key.',
  ),
  // Operations
  'not-permitted': permanent(
    'Konto na serwerze nie ma prawa do tej czynności w podanym folderze.',
    'The account on the server has no right to do this in the given folder.',
  ),
  'folder-missing': permanent(
    'Na serwerze nie ma podanego folderu lub zasobnika (bucket).',
    'The given folder or bucket does not exist on the server.',
  ),
  'file-missing': transient('Na serwerze nie ma tego pliku.', 'The server does not have this file.'),
  'rename-refused': permanent(
    'Serwer nie pozwolił zmienić nazwy wysłanego pliku. Włącz zmianę nazw dla tego konta albo wyłącz w ustawieniach nazwy tymczasowe.',
    'The server did not let us rename the sent file. Allow renaming for this account, or turn off temporary names in the settings.',
  ),
  'name-taken': permanent(
    'Na serwerze jest już plik o tej nazwie albo jego część, a serwer nie pozwala go zastąpić ani usunąć. Usuń go lub nadaj kontu to prawo.',
    'The server has a file of this name or a part of it, and lets us neither replace nor remove it. Remove it, or give the account the right.',
  ),
  'no-space': transient(
    'Na serwerze zabrakło miejsca albo przekroczono limit konta.',
    'The server is out of space, or the quota of the account is used up.',
  ),
  'not-stored': transient(
    'Serwer nie zdołał zapisać pliku. Najczęściej brakuje miejsca na jego dysku albo przekroczono limit konta.',
    'The server could not store the file. Usually its disk is full, or the quota of the account is used up.',
  ),
  // Results
  'size-differs': transient(
    'Plik na serwerze ma inny rozmiar niż wysłany.',
    'The file on the server has a different size than the one sent.',
  ),
  'size-unknown': permanent(
    'Serwer przyjął plik, ale nie pozwala sprawdzić jego rozmiaru. Daj kontu prawo wyświetlania listy plików.',
    'The server accepted the file, but does not let us check its size. Allow this account to list files.',
  ),
  'content-differs': transient(
    'Plik na serwerze ma inną treść niż wysłany.',
    'The file on the server has different content than the one sent.',
  ),
  'clock-differs': permanent(
    'Zegar serwera różni się od naszego o ponad kwadrans, dlatego odrzuca on podpisy.',
    'The clock of the server differs from ours by more than 15 minutes, so it rejects our signatures.',
  ),
  'target-failed': transient(
    'Serwer odpowiedział błędem, którego nie wyjaśnił.',
    'The server answered with an error that it did not explain.',
  ),
} as const satisfies Record<string, PushErrorKind>;

export type PushErrorCode = keyof typeof PUSH_ERRORS;

/** After these the connection cannot be used any more. */
const ENDS_CONNECTION: ReadonlySet<PushErrorCode> = new Set([
  'connection-lost',
  'timeout',
  'answer-garbled',
  'target-busy',
]);

const MAX_DETAIL_CHARS = 300;

/** What a server said, as it may be stored and shown: PostgreSQL takes no NUL. */
export function serverWords(text: string): string {
  return text.replaceAll('\0', '').slice(0, MAX_DETAIL_CHARS);
}

interface PushErrorContext {
  readonly cause?: unknown;
  /** Of the certificate or host key that was rejected (`TargetPeer.fingerprint`): the customer may confirm it. */
  readonly fingerprint?: string | null;
}

/**
 * A failure of a target. `message` is the server's own text, for the customer only: it may contain file names, so log
 * the code instead. It never contains a password.
 */
export class PushError extends Error {
  readonly code: PushErrorCode;
  readonly fingerprint: string | null;

  constructor(code: PushErrorCode, detail?: string, { cause, fingerprint = null }: PushErrorContext = {}) {
    super(serverWords(detail ?? PUSH_ERRORS[code].explanation.en), { cause });
    this.name = 'PushError';
    this.code = code;
    this.fingerprint = fingerprint;
  }

  /** The server's own text; null if it gave none. */
  get detail(): string | null {
    return this.message === this.kind.explanation.en ? null : this.message;
  }

  get kind(): PushErrorKind {
    return PUSH_ERRORS[this.code];
  }

  /** Whether to close the connection and make a new one before going on. */
  get endsConnection(): boolean {
    return ENDS_CONNECTION.has(this.code);
  }
}

/** What Node calls failures of sockets and TLS (`error.code`). Any other code: the connection was lost. */
const BY_SOCKET_CODE: Readonly<Record<string, PushErrorCode>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'unreachable',
  ETIMEDOUT: 'timeout',
  CERT_HAS_EXPIRED: 'certificate-expired',
  EPROTO: 'encryption-refused',
};

/** Translates an error of a socket or a TLS handshake; a `PushError` is returned as it is. */
export function connectionFailure(error: unknown): PushError {
  if (error instanceof PushError) return error;
  const { code = '', message = '' } = error as { code?: unknown; message?: string };
  return new PushError(codeFor(String(code)), message || undefined, { cause: error });
}

function codeFor(code: string): PushErrorCode {
  if (code.startsWith('ERR_SSL_')) return 'encryption-refused';
  // Node's HTTP parser.
  if (code.startsWith('HPE_')) return 'answer-garbled';
  return BY_SOCKET_CODE[code] ?? 'connection-lost';
}
