import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** A password in clear: shown once, stored only as a hash. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** Longer than any login there is. */
export const MAX_LOGIN_CHARS = 128;
/** Long enough to distinguish logins, short enough to type. */
const MAX_STEM_CHARS = 24;
/** If so many tenants have the same name, the next needs a login by hand. */
const MAX_LOGIN_ATTEMPTS = 1000;

/** Characters that look different in every typeface: no 0 O, 1 I l. */
const ALPHABET = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 20 of 57 characters are 116 bits: cannot be guessed, can still be typed. */
const GENERATED_CHARS = 20;
/** Longer passwords are refused before hashing, so that nobody can make us hash megabytes. */
const MAX_PASSWORD_CHARS = 256;

/** argon2id (the library's default), OWASP's second recommended set: 19 MiB, 2 passes, 1 lane. */
const HASHING = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** A hash with the same parameters that no password matches: verified if a login is unknown. */
export const DUMMY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export function generatePassword(): string {
  return Array.from({ length: GENERATED_CHARS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, HASHING);
}

/**
 * Whether the password matches the hash. Without a hash (an unknown login) it takes just as long, so that the response
 * time does not reveal which logins exist.
 */
export async function isPassword(password: string, hashed: string | null): Promise<boolean> {
  if (password.length > MAX_PASSWORD_CHARS) return false;
  const matches = await verify(hashed ?? DUMMY_HASH, password);
  return matches && hashed !== null;
}

/** A login made from a name: `Piekarnia Żółw Sp. z o.o.` → `piekarnia-zolw-sp-z-o-o`. */
export function loginStem(name: string): string {
  const stem = name
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_STEM_CHARS)
    .replace(/^-+|-+$/g, '');
  return stem === '' ? 'klient' : stem;
}

/** The logins to try in turn until one is free: `stem`, `stem-2`, `stem-3`, … */
export function loginCandidate(stem: string, attempt: number): string {
  return attempt === 1 ? stem : `${stem}-${attempt}`;
}

type Insert = (login: string) => Promise<{ readonly numInsertedOrUpdatedRows?: bigint | undefined }>;

/** Inserts a row under the first free login of a stem. `insert` must insert nothing if the login is taken. */
export async function insertWithFreeLogin(stem: string, insert: Insert): Promise<string> {
  for (let attempt = 1; attempt <= MAX_LOGIN_ATTEMPTS; attempt++) {
    const login = loginCandidate(stem, attempt);
    const { numInsertedOrUpdatedRows } = await insert(login);
    if (numInsertedOrUpdatedRows === 1n) return login;
  }
  throw new Error(`no free login for ${stem}`);
}
