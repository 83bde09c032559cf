import { fail, ok, type Result } from '../../base/result.ts';

/** More than the longest file name (255) with each of its characters in brackets, `[x]`. */
const MAX_PATTERN_CHARACTERS = 1024;

/** One part of a path as a shell reads it: a name, or a pattern of names. */
export type NamePattern =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'pattern'; readonly matches: (name: string) => boolean };

/** Whether a path can be a pattern at all: only then is it read as one. No name holds NUL. */
export function hasWildcards(path: string): boolean {
  return /[*?[\\]/.test(path) && !path.includes('\0');
}

/**
 * Reads `*`, `?`, `[abc]`, `[a-z]`, `[!x]`, `[^x]` and `\` before a character that stands for itself, as fnmatch(3)
 * does. A bracket without its end is a character like others. No regular expression is built: a comparison takes at most
 * as many steps as the name has characters, squared, whatever the pattern.
 */
export function readNamePattern(part: string): Result<NamePattern> {
  const characters = Array.from(part);
  if (characters.length > MAX_PATTERN_CHARACTERS) return fail('the pattern is too long');
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; ) {
    const { token, next } = readToken(characters, at);
    if (token !== ANY_CHARACTERS || tokens.at(-1) !== ANY_CHARACTERS) tokens.push(token);
    at = next;
  }
  if (tokens.every((token) => typeof token === 'string')) return ok({ kind: 'name', name: tokens.join('') });
  const shortest = tokens.filter((token) => token !== ANY_CHARACTERS).length;
  return ok({
    kind: 'pattern',
    matches: (name) => {
      const candidate = Array.from(name);
      return candidate.length >= shortest && matches(tokens, candidate);
    },
  });
}

const ANY_CHARACTERS = Symbol('*');
const ANY_CHARACTER = Symbol('?');
/** A character that stands for itself is a string. */
type Token = string | CharacterSet | typeof ANY_CHARACTERS | typeof ANY_CHARACTER;

interface CharacterSet {
  readonly excluded: boolean;
  /** Its ASCII characters: those of our file names are found at once, however long the set is. */
  readonly ascii: ReadonlySet<string>;
  /** First and last character of each range. */
  readonly ranges: ReadonlyArray<Range>;
}

type Range = readonly [string, string];

interface ReadToken {
  readonly token: Token;
  /** Where the next one begins. */
  readonly next: number;
}

function readToken(characters: readonly string[], at: number): ReadToken {
  const character = characters[at]!;
  switch (character) {
    case '*':
      return { token: ANY_CHARACTERS, next: at + 1 };
    case '?':
      return { token: ANY_CHARACTER, next: at + 1 };
    case '[':
      return readSet(characters, at) ?? { token: character, next: at + 1 };
    case '\\':
      return at + 1 < characters.length
        ? { token: characters[at + 1]!, next: at + 2 }
        : { token: character, next: at + 1 };
    default:
      return { token: character, next: at + 1 };
  }
}

/** Null where the bracket has no end. A `]` that comes first belongs to the set. */
function readSet(characters: readonly string[], start: number): ReadToken | null {
  const excluded = characters[start + 1] === '!' || characters[start + 1] === '^';
  const first = start + (excluded ? 2 : 1);
  const ranges: Range[] = [];
  for (let at = first; at < characters.length; ) {
    if (characters[at] === ']' && at > first)
      return { token: { excluded, ranges, ascii: asciiOf(ranges) }, next: at + 1 };
    const from = setCharacter(characters, at);
    const isRange = characters[from.next] === '-' && (characters[from.next + 1] ?? ']') !== ']';
    const to = isRange ? setCharacter(characters, from.next + 1) : from;
    ranges.push([from.character, to.character]);
    at = to.next;
  }
  return null;
}

function setCharacter(characters: readonly string[], at: number): { character: string; next: number } {
  const escaped = characters[at] === '\\' && at + 1 < characters.length;
  return escaped ? { character: characters[at + 1]!, next: at + 2 } : { character: characters[at]!, next: at + 1 };
}

/** Where a token does not match, only the last `*` before it can take one more character: no earlier one has to be tried. */
function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let afterStar: { token: number; at: number } | null = null;
  while (at < name.length) {
    const current = tokens[token];
    if (current === ANY_CHARACTERS) {
      token++;
      afterStar = { token, at };
    } else if (current !== undefined && matchesCharacter(current, name[at]!)) {
      token++;
      at++;
    } else if (afterStar !== null) {
      afterStar.at++;
      ({ token, at } = afterStar);
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === ANY_CHARACTERS);
}

function matchesCharacter(token: Exclude<Token, typeof ANY_CHARACTERS>, character: string): boolean {
  if (token === ANY_CHARACTER) return true;
  if (typeof token === 'string') return token === character;
  const isIn = character <= LAST_ASCII ? token.ascii.has(character) : isInRanges(character, token.ranges);
  return isIn !== token.excluded;
}

const LAST_ASCII = '\x7f';
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

function asciiOf(ranges: readonly Range[]): ReadonlySet<string> {
  return new Set(ASCII.filter((character) => isInRanges(character, ranges)));
}

function isInRanges(character: string, ranges: readonly Range[]): boolean {
  return ranges.some(([from, to]) => from <= character && character <= to);
}
