import { isWithheld, type PhoneNumber, readPhoneNumber } from '../../base/phone-number.ts';

/** A longer address is ignored. */
const MAX_ADDRESS_CHARS = 512;

/** A party's address in any of the forms found in metadata and SIP headers. */
interface Address {
  /** Without parameters and password, percent-decoded; a number or a name. */
  readonly user: string;
  /** Lower case, without port; null for `tel:` and bare numbers. */
  readonly host: string | null;
  /** The telephone number, where the user part is one; null for names, feature codes (`*11`) and hidden callers. */
  readonly number: PhoneNumber | null;
  /** The party hides its number. */
  readonly withheld: boolean;
}

/** Digits with the usual separators, also those of RFC 3966. */
const NUMBER_FORM = /^\+?[\d\s().-]+$/;
/** What a caller may dial: a number or a feature code. */
const DIALLED_FORM = /^\+?[\d\s().*#-]+$/;
/** A feature code with a number inside is shorter. */
const MAX_DIALLED_CHARS = 40;

/**
 * Reads `sip:`, `sips:`, `tel:`, a bare number, a bare `user@host`, a whole name-addr, each with or without
 * parameters (`;noa=…;npdi…`). Null where no party is named.
 */
export function readAddress(text: string): Address | null {
  if (text.length > MAX_ADDRESS_CHARS) return null;
  const uri = (/<([^>]*)>?/.exec(text)?.[1] ?? text).trim().replace(/^(sips?|tel):/i, '');
  const at = uri.lastIndexOf('@');
  const user = decoded((at === -1 ? uri : uri.slice(0, at)).split(/[;:]/, 1)[0]!.trim());
  const host = at === -1 ? null : hostOf(uri.slice(at + 1));
  if (user === '' && host === null) return null;
  const withheld = isWithheld(user) || host === 'anonymous.invalid';
  return { user, host, number: NUMBER_FORM.test(user) && !withheld ? readPhoneNumber(user) : null, withheld };
}

/** What was dialled: a number as `readPhoneNumber` has it, a feature code with its digits, `*` and `#`. Null for a name. */
export function readDialled(text: string): string | null {
  const address = readAddress(text);
  if (address === null || !DIALLED_FORM.test(address.user)) return null;
  if (address.number !== null) return address.number;
  const code = address.user.replace(/[^\d*#]/g, '');
  return code !== '' && code.length <= MAX_DIALLED_CHARS ? code : null;
}

function hostOf(text: string): string | null {
  const host = /^\[[^\]]*\]|^[^:;?>\s]*/.exec(text.trim())?.[0].toLowerCase();
  return host === undefined || host === '' ? null : host;
}

function decoded(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
