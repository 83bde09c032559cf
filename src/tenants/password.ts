import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Letters and digits that no typeface makes look alike: no 0 O, 1 I l. */
const ALPHABET = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 20 of 57 characters are 116 bits: beyond guessing, still to be typed by hand. */
const GENERATED_CHARS = 20;
/** Longer passwords are refused before they are hashed, so that nobody makes us hash megabytes. */
const MAX_CHARS = 256;

/** argon2id (the library's default), OWASP's second recommended set: 19 MiB, 2 passes, 1 lane. */
const HASHING = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** A hash by the same parameters that no password has: verified in place of the missing one. */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export function generatePassword(): string {
  return Array.from({ length: GENERATED_CHARS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, HASHING);
}

/**
 * Whether the password is the one of the hash. Takes as long where there is no hash (an unknown login), so
 * that time does not tell which logins exist.
 */
export async function isPassword(password: string, hashed: string | null): Promise<boolean> {
  if (password.length > MAX_CHARS) return false;
  const matches = await verify(hashed ?? NOBODYS_HASH, password);
  return matches && hashed !== null;
}
