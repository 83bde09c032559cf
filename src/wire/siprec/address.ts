import { extensionBehind, isWithheld, type PhoneNumber, readNumber } from '../../base/phone-number.ts';

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
  /** Behind the number (`;ext=101`). */
  readonly extension: PhoneNumber | null;
  /** The party hides its number. */
  readonly withheld: boolean;
}

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
  const reading = readNumber(text);
  const isHidden = withheld || reading.kind === 'code';
  return {
    user,
    host,
    number: isHidden ? null : reading.number,
    extension: isHidden ? null : extensionBehind(reading),
    withheld,
  };
}

/**
 * What was dialled: a number as it is stored, with the prefix or suffix that was dialled with it, or a service code. Null for a name.
 */
export function readDialled(text: string): string | null {
  const { number, dialled } = readNumber(text);
  return dialled ?? number;
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
