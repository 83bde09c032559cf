import { CRYPTO_SUITES, type CryptoSuiteName, type SrtpKeys, type SrtpMasterKey } from '../srtp/index.ts';

/** An `a=crypto` line that we can use: keys of the media that its writer sends (RFC 4568 §5.1). */
export interface OfferedCrypto {
  /** As written; the answer repeats it (RFC 4568 §5.1.2). */
  readonly tag: string;
  /** As written: some use the names of drafts. */
  readonly suiteName: string;
  readonly received: SrtpKeys;
  /** Session parameters that the answer must repeat. */
  readonly parameters: string | null;
}

/** Lines read of one m-line. A dozen suites are offered; more is no offer. */
const MAX_CRYPTO = 64;
/** Keys of one line; RFC 4568 has examples with two. */
const MAX_KEYS = 16;
/** RFC 3711 §3.1 leaves the length of an MKI open, RFC 4568 §9.2 ends at 128. */
const MAX_MKI_BYTES = 128;
/** RFC 3711 §9.2: "the maximum key lifetime of 2^48 for SRTP". */
const MAX_LIFETIME_LOG2 = 48;

/** As in drafts of RFC 6188, still sent by some. */
const OLD_NAMES = new Map<string, CryptoSuiteName>([
  ['AES_CM_256_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_80'],
  ['AES_CM_256_HMAC_SHA1_32', 'AES_256_CM_HMAC_SHA1_32'],
]);

interface CryptoLine {
  readonly tag: string;
  readonly suite: string;
  readonly keyParameters: string;
  readonly sessionParameters: readonly string[];
}

/**
 * Reads the values of the `a=crypto` attributes of an m-line, in its order, and leaves out what we cannot use. RFC 4568 §6.3: a line with a
 * session parameter that is not known must not be used.
 */
export function readCrypto(values: readonly string[]): OfferedCrypto[] {
  return values
    .slice(0, MAX_CRYPTO)
    .map((value) => readLine(value))
    .filter((line) => line !== null)
    .map((line) => readOffered(line))
    .filter((crypto) => crypto !== null);
}

/** `1 AES_CM_128_HMAC_SHA1_80 inline:…|2^20|1:4;inline:… WSH=64`; spaces may be doubled, and stand behind the `;`. */
function readLine(value: string): CryptoLine | null {
  const [tag = '', suite = '', ...rest] = value.trim().replaceAll(/;\s+/g, ';').split(/\s+/);
  const [keyParameters = '', ...sessionParameters] = rest;
  return /^\d{1,9}$/.test(tag) ? { tag, suite, keyParameters, sessionParameters } : null;
}

function readOffered({ tag, suite: suiteName, keyParameters, sessionParameters }: CryptoLine): OfferedCrypto | null {
  const suite = suiteOf(suiteName);
  const parameters = readSessionParameters(sessionParameters);
  if (suite === null || parameters === null) return null;
  const texts = keyParameters.split(';').filter((text) => text !== '');
  const keys = texts.map((text) => readKey(text, suite));
  const known = keys.filter((key) => key !== null);
  if (known.length === 0 || known.length !== keys.length || !isDistinguished(known)) return null;
  return { tag, suiteName, received: { suite, keys: known }, parameters: parameters.join(' ') || null };
}

function suiteOf(written: string): CryptoSuiteName | null {
  const name = written.toUpperCase();
  return name in CRYPTO_SUITES ? (name as CryptoSuiteName) : (OLD_NAMES.get(name) ?? null);
}

/**
 * Null: one of them changes what packets look like, and we do not do it. Those that only describe are nothing to us: the window size hint, and
 * what its writer marks as optional by `-`. SRTCP is dropped, encrypted or not.
 */
function readSessionParameters(written: readonly string[]): string[] | null {
  const repeated: string[] = [];
  for (const parameter of new Set(written)) {
    if (parameter.toUpperCase() === 'UNENCRYPTED_SRTCP') repeated.push(parameter);
    else if (!/^(-.*|WSH=\d+)$/i.test(parameter)) return null;
  }
  return repeated;
}

/** `inline:KEY||SALT[|lifetime][|MKI:length]`. */
function readKey(text: string, suite: CryptoSuiteName): SrtpMasterKey | null {
  const [, keySalt = '', ...info] = /^inline:([^|]+)(?:\|([^|]*))?(?:\|([^|]*))?$/i.exec(text) ?? [];
  const key = readKeySalt(keySalt, suite);
  const fields = info.filter((field) => field !== undefined && field !== '');
  const mkis = fields.filter((field) => field.includes(':'));
  const lifetimes = fields.filter((field) => !field.includes(':'));
  const mki = mkis.length === 0 ? '' : readMki(mkis[0]!);
  if (key === null || mki === null || mkis.length > 1 || lifetimes.length > 1) return null;
  return lifetimes.every((lifetime) => isLifetime(lifetime)) ? { keySalt: key, mki } : null;
}

/** RFC 4568 §6.1 pads the base64; some leave that out. */
function readKeySalt(written: string, suite: CryptoSuiteName): string | null {
  const { keyBytes, saltBytes } = CRYPTO_SUITES[suite];
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(written)) return null;
  const bytes = Buffer.from(written, 'base64');
  return bytes.length === keyBytes + saltBytes ? bytes.toString('base64') : null;
}

/** `1:4`: the number, in so many bytes. */
function readMki(written: string): string | null {
  const [, value = '', bytes = ''] = /^(\d{1,100}):(\d{1,3})$/.exec(written) ?? [];
  const length = Number(bytes);
  if (value === '' || length === 0 || length > MAX_MKI_BYTES) return null;
  const hex = BigInt(value).toString(16);
  return hex.length > length * 2 ? null : hex.padStart(length * 2, '0');
}

/**
 * Packets that a key may be used for, `2^20` or a number. What the sender must keep to; we open what it sends all the same, since what we refuse
 * nobody hears again.
 */
function isLifetime(written: string): boolean {
  const [, base, exponent, count] = /^(?:(2)\^(\d{1,2})|(\d{1,15}))$/.exec(written) ?? [];
  if (base !== undefined) return Number(exponent) <= MAX_LIFETIME_LOG2;
  return count !== undefined && Number(count) > 0 && Number(count) <= 2 ** MAX_LIFETIME_LOG2;
}

/** RFC 4568 §6.1: several keys have identifiers of one length, each another. */
function isDistinguished(keys: readonly SrtpMasterKey[]): boolean {
  const mkis = new Set(keys.map(({ mki }) => mki));
  const lengths = new Set(keys.map(({ mki }) => mki.length));
  return (
    keys.length <= MAX_KEYS && mkis.size === keys.length && lengths.size === 1 && (keys.length === 1 || !mkis.has(''))
  );
}

const PREFERENCE = Object.keys(CRYPTO_SUITES);

/**
 * The line to answer: the suite that we prefer, whatever the offer's order; null: none can be used. RFC 4568 §5.1.2 lets the answerer choose; SRCs
 * list a dozen suites and mostly begin with the weakest.
 */
export function chooseCrypto(offered: readonly OfferedCrypto[]): OfferedCrypto | null {
  const rank = ({ received }: OfferedCrypto): number => PREFERENCE.indexOf(received.suite);
  return offered.toSorted((one, other) => rank(one) - rank(other))[0] ?? null;
}
