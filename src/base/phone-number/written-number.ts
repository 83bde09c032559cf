/** What follows a number, behind a word: `wew. 101`, `ext 101`, `x101`, `DW 12`. */
const EXTENSION_WORDS = new Set(
  'wew wewn wewnętrzny wewnetrzny w ext extn extension x dw durchwahl poste int доб linka kl'.split(' '),
);
/** Of phones' dial strings: `p` pauses, `w` waits. */
const PAUSE = /^[pw]+$/;
/** What stands before a number in address books. */
const LABEL = /^(?:tel|telefon|nr|numer|phone|fax|faks|kom|mob)\s*[.:]*\s*(?=[+(\d])/i;
/** What people and programs write between digits: blanks, dashes, brackets, dots, invisible marks of copied text. */
const SEPARATORS = /[\s\p{Z}\p{Pd}\p{Cf}−().[\]/_'’·~]/gu;
/** The zero that is dialled inside the country only: `+48 (0) 22`. */
const BRACKETED_ZERO = /[([]\s*0\s*[)\]]/;
/** Longer ones are cut: no phone has keys pressed so often. */
const MAX_SUFFIX_CHARS = 32;
/** Parameters of `tel:` URIs (RFC 3966 §3, RFC 2806 §2.2) that are dialled after the number. */
const SUFFIX_PARAMETERS = new Set(['ext', 'isub', 'postd']);

/** A number and what was written around it. */
export interface WrittenNumber {
  /** Digits, `*`, `#`, a leading `+`; empty where there is no number. */
  readonly dialled: string;
  /** The same with the zero that was in brackets; null: none was. */
  readonly withBracketedZero: string | null;
  /** What is dialled, or asked for, after the number: `,,55`, `;ext=101`; empty: nothing. */
  readonly suffix: string;
  /** The context of a local number (RFC 3966 §5.1.5), its digits with `+`. */
  readonly context: string | null;
}

/** Splits the user part of an address into the number and what follows it. */
export function readWritten(userPart: string): WrittenNumber {
  const [first = '', ...parts] = userPart.normalize('NFKC').split(';');
  const { base, suffix } = splitSuffix(first.trim().replace(LABEL, ''));
  const hasBracketedZero = BRACKETED_ZERO.test(base) && /^[\s(]*(\+|00)/.test(base);
  const dialled = digitsOf(hasBracketedZero ? base.replace(BRACKETED_ZERO, '') : base);
  const parameters = parts.map(parameterOf);
  const following = [suffix, ...parameters.map(({ name, value }) => suffixOf(name, value))].join('');
  const context = parameters.find(({ name }) => name === 'phone-context')?.value.replaceAll(SEPARATORS, '') ?? '';
  return {
    dialled,
    withBracketedZero: hasBracketedZero ? digitsOf(base) : null,
    suffix: following.slice(0, MAX_SUFFIX_CHARS),
    context: /^\+\d+$/.test(context) ? context : null,
  };
}

interface Split {
  readonly base: string;
  readonly suffix: string;
}

function splitSuffix(text: string): Split {
  const comma = text.indexOf(',');
  if (comma !== -1) {
    const [before, after] = [text.slice(0, comma), text.slice(comma)];
    const isPaused = /\d/.test(before) && /^[\s,\d*#pw]*$/i.test(after);
    return isPaused ? joined(splitSuffix(before.trimEnd()), pauses(after)) : { base: text, suffix: '' };
  }
  const worded = /(\p{L}+)[\s.:=#]*(\d[\d*#pw\s]*)\)?$/u.exec(text);
  const [, written = '', following = ''] = worded ?? [];
  const base = text.slice(0, worded?.index);
  if (worded === null || /\p{L}/u.test(base) || !/\d/.test(base)) return { base: text, suffix: '' };
  const word = written.toLowerCase();
  // `221234567w55` waits, `22 123 45 67 w 12` is an extension.
  const isPause = PAUSE.test(word) && (word !== 'w' || /\d$/.test(base));
  if (isPause) return { base, suffix: pauses(word + following) };
  if (EXTENSION_WORDS.has(word)) return { base, suffix: `;ext=${following.replaceAll(/[^\d*#]/g, '')}` };
  return { base: text, suffix: '' };
}

function joined({ base, suffix }: Split, after: string): Split {
  return { base, suffix: suffix + after };
}

/** `p55`, `w55` and `,55` are one. */
function pauses(text: string): string {
  return text.replaceAll(/\s/g, '').replaceAll(/[pw]/gi, ',');
}

function parameterOf(text: string): { readonly name: string; readonly value: string } {
  const [name = '', value = ''] = text.split('=', 2);
  return { name: name.trim().toLowerCase(), value: value.trim() };
}

function suffixOf(name: string, value: string): string {
  // `221234567;55`: dial strings wait at a semicolon.
  if (/^\d+[\d*#,]*$/.test(name)) return `,${name}`;
  return SUFFIX_PARAMETERS.has(name) && /^[\d\s.*#,pw-]+$/i.test(value)
    ? `;${name}=${value.replaceAll(/[^\d*#]/g, '')}`
    : '';
}

/** Empty for a name. */
function digitsOf(text: string): string {
  const compact = text.replaceAll(SEPARATORS, '');
  return /^[*#\d]*\+?[*#\d]*$/.test(compact) && /\d/.test(compact) ? compact : '';
}
