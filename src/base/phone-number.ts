import { isShortNumber, readByPlan, readWithBracketedZero } from './phone-number/numbering-plan.ts';
import { readWritten, type WrittenNumber } from './phone-number/written-number.ts';

/**
 * A telephone number as it is stored: E.164 with `+` (`+48221234567`), an extension or short code as it is (`101`, `112`); a service
 * code (`*302100`), and what fits no numbering plan (`1234567`), as it was dialled. A hidden number is `null`.
 */
export type PhoneNumber = string;

/** Longer input is not a telephone number; addresses in SIP have parameters. */
const MAX_INPUT_CHARS = 512;
/** A service code with a number inside is shorter. */
const MAX_DIALLED_CHARS = 40;

const WITHHELD = /^(anonymous|withheld|unavailable|restricted|private|unknown|asserted-id-unknown)$/i;

/**
 * - `public`: a number of the public network. `short`: an extension or short code. `code`: a service or feature code, with `*` or `#`.
 * - `unknown`: digits that fit no numbering plan.
 * - `withheld`: the text says that the number is hidden. `none`: it has no number: a name, empty, too long.
 */
type NumberKind = 'public' | 'short' | 'code' | 'unknown' | 'withheld' | 'none';

/** A number and what was dialled with it. */
export interface NumberReading {
  readonly number: PhoneNumber | null;
  readonly kind: NumberKind;
  /** By a prefix the caller asked to hide the number of this call, or to show it. */
  readonly presentation: 'withhold' | 'show' | null;
  /** The carrier selected for this call (Poland's 10xx). */
  readonly carrier: string | null;
  /** What followed the number: `*101`, `,,55`, `;ext=101`. */
  readonly suffix: string | null;
  /** With the prefix and suffix that were dialled: `#31#600100200`, `221234567,,55`. Null: there were none. */
  readonly dialled: string | null;
}

const NOTHING = { number: null, presentation: null, carrier: null, suffix: null, dialled: null } as const;

/** The calling line restriction of one call: GSM (3GPP TS 22.030 §6.5.5.1), European and North American fixed lines. */
const PREFIXES = [
  { prefix: '#31#', presentation: 'withhold', isClear: true },
  { prefix: '*31#', presentation: 'show', isClear: true },
  { prefix: '*31*', presentation: 'withhold', isClear: false },
  { prefix: '*67*', presentation: 'withhold', isClear: false },
  { prefix: '*67', presentation: 'withhold', isClear: false },
  { prefix: '*82*', presentation: 'show', isClear: false },
  { prefix: '*82', presentation: 'show', isClear: false },
] as const;

/** The number of a text in any written form, as it is stored. Null where it is hidden or missing. */
export function readPhoneNumber(input: string): PhoneNumber | null {
  return readNumber(input).number;
}

/**
 * Reads a number in any written form: `+48 22 123-45-67`, `+48(0)22…`, `0048…`, `48…`, `221234567`, `sip:` and `tel:` URIs and whole
 * name-addrs with parameters, `101`, `112`, with the prefixes, carriers, extensions and pauses that are dialled with it. Every
 * place that reads a number uses this; docs/integrators/formats.md lists the forms. A stored number reads as itself.
 */
export function readNumber(input: string): NumberReading {
  if (input.length > MAX_INPUT_CHARS) return { ...NOTHING, kind: 'none' };
  const user = userPart(input);
  if (isWithheld(user.split(';', 1)[0]!.trim())) return { ...NOTHING, kind: 'withheld' };
  const written = readWritten(user);
  if (written.dialled === '') return { ...NOTHING, kind: 'none' };
  return readDialString(inContext(written));
}

/** The extension behind a number of the public network (`221234567;ext=101`, `22 123 45 67 wew. 101`); null: none. */
export function extensionBehind({ kind, suffix }: NumberReading): PhoneNumber | null {
  if (kind !== 'public') return null;
  const [, extension = ''] = /^;ext=(\d+)/.exec(suffix ?? '') ?? [];
  return isShortNumber(extension) ? extension : null;
}

/** Whether the user part of an address says that the number is hidden. */
export function isWithheld(user: string): boolean {
  return WITHHELD.test(user);
}

/** A local number with its context is a number of the public network, unless no plan has it. */
function inContext(written: WrittenNumber): WrittenNumber {
  const { context, dialled } = written;
  if (context === null || !/^\d+$/.test(dialled) || readByPlan(context + dialled).kind !== 'public') return written;
  return { ...written, dialled: context + dialled };
}

function readDialString(written: WrittenNumber): NumberReading {
  const { dialled } = written;
  const found = PREFIXES.find(({ prefix }) => dialled.startsWith(prefix) && dialled.length > prefix.length);
  if (found !== undefined) {
    const { prefix, presentation, isClear } = found;
    const rest = { ...written, dialled: dialled.slice(prefix.length) };
    const read = readAfterPrefix(rest);
    // `*672100` may be another service code.
    const isNumber = read.kind === 'public' || (isClear && (read.kind === 'short' || read.kind === 'unknown'));
    return isNumber ? { ...read, presentation, dialled: asDialled(written) } : codeOf(written);
  }
  return readAfterPrefix(written);
}

function readAfterPrefix(written: WrittenNumber): NumberReading {
  const { dialled, withBracketedZero } = written;
  const [, digits = '', keys = ''] = /^(\d*\+?\d+)([*#][*#\d]*)?$/.exec(dialled) ?? [];
  if (digits === '') return codeOf(written);
  const read = withBracketedZero === null ? readByPlan(digits) : readWithBracketedZero(withBracketedZero, digits);
  const isDigitsOnly = keys === '' && !digits.includes('+', 1);
  if (read.kind !== 'public' && !isDigitsOnly) return codeOf(written);
  if (read.number.length > MAX_DIALLED_CHARS) return { ...NOTHING, kind: 'none' };
  const suffix = keys + written.suffix;
  const { number, kind, carrier } = read;
  const isPlain = suffix === '' && carrier === null;
  const whole = isPlain ? null : asDialled(written);
  return { number, kind, carrier, presentation: null, suffix: suffix || null, dialled: whole };
}

/** As it was dialled. */
function codeOf({ dialled, suffix }: WrittenNumber): NumberReading {
  if (dialled.length > MAX_DIALLED_CHARS || !/[*#]/.test(dialled)) return { ...NOTHING, kind: 'none' };
  const whole = suffix === '' ? null : asDialled({ dialled, suffix });
  return { ...NOTHING, kind: 'code', number: dialled, suffix: suffix || null, dialled: whole };
}

/** With everything that was dialled before and after the number; the suffix is cut at the limit. */
function asDialled({ dialled, suffix }: Pick<WrittenNumber, 'dialled' | 'suffix'>): string {
  return (dialled + suffix).slice(0, 2 * MAX_DIALLED_CHARS);
}

/** Of a name-addr, URI or `user@host`: what stands before the host, with its parameters; of anything else all of it. */
function userPart(input: string): string {
  const address = (/<([^>]*)>?/.exec(input)?.[1] ?? input).trim();
  const [, scheme, rest] = /^(?:(sips?|tel|callto):)?(.*)$/is.exec(address)!;
  const isSip = scheme?.toLowerCase().startsWith('sip') === true;
  const [user = '', host] = rest!.split('@', 2);
  // `sip:192.0.2.1` has a host only.
  if (isSip && host === undefined && /^\d+(\.\d+){3}(:|;|$)/.test(user)) return '';
  return decoded(isSip || host !== undefined ? user.replace(/:[^;]*/, '') : user);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A number in a file name: digits without `+`; `withheld` for a hidden one. */
export function phoneNumberInFileName(number: PhoneNumber | null): string {
  const digits = (number ?? '').replace(/[^0-9]/g, '');
  return digits === '' ? 'withheld' : digits;
}

export { isShortNumber };

/** Whether a stored number is digits that no numbering plan has. */
export function fitsNoPlan(number: PhoneNumber): boolean {
  return readNumber(number).kind === 'unknown';
}
