/** What the customer is told, in the panel's two languages. */
export interface Explanation {
  readonly pl: string;
  readonly en: string;
}

interface PushErrorKind {
  /** Every one of them is mended at the customer's server or in the target's settings, none at ours. */
  readonly fault: 'destination';
  /** `no`: it stays so until somebody changes something; trying again soon is of no use. */
  readonly retry: 'no' | 'backoff';
  readonly explanation: Explanation;
}

const untilMended = (pl: string, en: string): PushErrorKind => ({
  fault: 'destination',
  retry: 'no',
  explanation: { pl, en },
});

const passing = (pl: string, en: string): PushErrorKind => ({
  fault: 'destination',
  retry: 'backoff',
  explanation: { pl, en },
});

/** Every way a push target can fail, by its stable code. A code is never renamed or given another meaning. */
export const PUSH_ERRORS = {
  // On the way there
  'target-forbidden': untilMended(
    'Ten adres leży w sieci, do której nie wysyłamy nagrań. Podaj publiczny adres serwera.',
    'This address is in a network we do not send recordings to. Give the public address of the server.',
  ),
  unreachable: passing(
    'Nie znaleziono serwera: adres nie istnieje albo serwer jest odłączony od sieci.',
    'The server was not found: the address does not exist, or the server is off the network.',
  ),
  refused: passing(
    'Serwer nie przyjmuje połączeń na tym porcie. Sprawdź numer portu i zaporę sieciową.',
    'The server does not accept connections at this port. Check the port number and the firewall.',
  ),
  timeout: passing(
    'Serwer nie odpowiedział na czas. Może być przeciążony albo zapora sieciowa blokuje połączenie.',
    'The server did not answer in time. It may be overloaded, or a firewall blocks the connection.',
  ),
  'connection-lost': passing('Połączenie z serwerem zostało przerwane.', 'The connection to the server broke.'),
  'answer-garbled': passing(
    'Serwer odpowiedział niezgodnie z protokołem. Sprawdź rodzaj połączenia i numer portu.',
    'The server gave an answer that does not fit the protocol. Check the kind of connection and the port number.',
  ),
  'target-busy': passing(
    'Serwer jest zajęty i prosi, by spróbować później.',
    'The server is busy and asks to try later.',
  ),
  // Who is there
  'encryption-refused': untilMended(
    'Serwer nie zgodził się na szyfrowane połączenie. Włącz TLS na serwerze albo wybierz inny rodzaj połączenia.',
    'The server did not agree to an encrypted connection. Switch TLS on at the server, or choose another kind of connection.',
  ),
  'certificate-invalid': untilMended(
    'Certyfikat serwera nie jest zaufany albo wystawiono go dla innej nazwy. Popraw certyfikat lub potwierdź jego odcisk.',
    'The certificate of the server is not trusted, or is made out to another name. Mend it, or confirm its fingerprint.',
  ),
  'certificate-expired': untilMended(
    'Certyfikat serwera stracił ważność. Odnów go.',
    'The certificate of the server has expired. Renew it.',
  ),
  'certificate-changed': untilMended(
    'Serwer pokazał inny certyfikat niż potwierdzony. Jeśli go zmieniono, potwierdź nowy odcisk.',
    'The server showed another certificate than the confirmed one. If it was replaced, confirm the new fingerprint.',
  ),
  'host-key-changed': untilMended(
    'Serwer ma inny klucz niż przy pierwszym połączeniu. Jeśli go zmieniono, potwierdź nowy odcisk klucza.',
    'The server has another key than at the first connection. If it was replaced, confirm the new fingerprint.',
  ),
  'wrong-password': untilMended(
    'Serwer nie przyjął loginu, hasła lub klucza.',
    'The server did not accept the login, the password or the key.',
  ),
  // What it lets us do
  'not-permitted': untilMended(
    'Konto na serwerze nie ma prawa do tej czynności w podanym folderze.',
    'The account at the server has no right to do this in the given folder.',
  ),
  'folder-missing': untilMended(
    'Na serwerze nie ma podanego folderu lub zasobnika (bucket).',
    'The given folder or bucket does not exist at the server.',
  ),
  'file-missing': passing('Na serwerze nie ma tego pliku.', 'The server does not have this file.'),
  'rename-refused': untilMended(
    'Serwer nie pozwolił zmienić nazwy wysłanego pliku. Włącz zmianę nazw dla tego konta.',
    'The server did not let the sent file be renamed. Allow renaming for this account.',
  ),
  'no-space': passing(
    'Na serwerze zabrakło miejsca albo przekroczono limit konta.',
    'The server is out of space, or the quota of the account is used up.',
  ),
  'not-stored': passing(
    'Serwer nie zdołał zapisać pliku. Najczęściej brakuje miejsca na jego dysku albo przekroczono limit konta.',
    'The server could not store the file. Most often its disk is full, or the quota of the account is used up.',
  ),
  // What came of it
  'size-differs': passing(
    'Plik na serwerze ma inny rozmiar niż wysłany.',
    'The file at the server has another size than the one sent.',
  ),
  'size-unknown': untilMended(
    'Serwer przyjął plik, ale nie pozwala sprawdzić jego rozmiaru. Daj kontu prawo wyświetlania listy plików.',
    'The server took the file, but does not let its size be checked. Allow this account to list files.',
  ),
  'content-differs': passing(
    'Plik na serwerze ma inną treść niż wysłany.',
    'The file at the server has another content than the one sent.',
  ),
  'clock-differs': untilMended(
    'Zegar serwera różni się od naszego o ponad kwadrans, dlatego odrzuca on podpisy.',
    'The clock of the server is more than a quarter of an hour off ours, so it refuses our signatures.',
  ),
  'target-failed': passing(
    'Serwer odpowiedział błędem, którego nie wyjaśnił.',
    'The server answered with an error it did not explain.',
  ),
} as const satisfies Record<string, PushErrorKind>;

export type PushErrorCode = keyof typeof PUSH_ERRORS;

/** After these a connection is of no more use. */
const ENDS_CONNECTION: ReadonlySet<PushErrorCode> = new Set([
  'connection-lost',
  'timeout',
  'answer-garbled',
  'target-busy',
]);

/** A server may say a lot. */
const MAX_DETAIL_CHARS = 300;

interface PushErrorContext {
  readonly cause?: unknown;
  /** Of what the server showed (`TargetPeer.fingerprint`), where it was the reason: the customer may confirm it. */
  readonly fingerprint?: string | null;
}

/**
 * A target that failed. `message` is what the server itself said, for the customer's eyes: it may hold file names, so
 * logs take the code only. It never holds a password.
 */
export class PushError extends Error {
  readonly code: PushErrorCode;
  readonly fingerprint: string | null;

  constructor(code: PushErrorCode, detail?: string, { cause, fingerprint = null }: PushErrorContext = {}) {
    super((detail ?? PUSH_ERRORS[code].explanation.en).slice(0, MAX_DETAIL_CHARS), { cause });
    this.name = 'PushError';
    this.code = code;
    this.fingerprint = fingerprint;
  }

  /** What the server itself said; null: nothing. */
  get detail(): string | null {
    return this.message === this.kind.explanation.en ? null : this.message;
  }

  get kind(): PushErrorKind {
    return PUSH_ERRORS[this.code];
  }

  /** Whether the connection it happened on has to be closed, and another made to go on. */
  get endsConnection(): boolean {
    return ENDS_CONNECTION.has(this.code);
  }
}
