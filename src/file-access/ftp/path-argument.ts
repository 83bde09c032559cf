import { fail, ok, type Result } from '../../base/result.ts';

/**
 * The absolute path that an argument names, relative to the current folder: separated by `/`, without `.`, `..` or a
 * trailing slash. `..` of the root is the root (RFC 3659 §6: TVFS). A name that holds NUL is refused.
 */
export function resolvePath(folder: string, argument: string): Result<string> {
  if (argument.includes('\0')) return fail('a name cannot hold NUL');
  const absolute = argument.startsWith('/') ? argument : `${folder}/${argument}`;
  const parts: string[] = [];
  for (const part of absolute.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return ok(`/${parts.join('/')}`);
}

/**
 * What an argument can mean, the likeliest first: the name as it is; without blanks around it; without quotes around it,
 * doubled ones inside being one; with `~` for the root, which is where each session begins; with the backslashes of a
 * Windows client as separators. A later one counts only where no earlier one names anything.
 */
export function pathReadings(argument: string): readonly string[] {
  const readings = [argument];
  for (const read of [withoutBlanks, withoutQuotes, fromHome, withoutBackslashes])
    readings.push(read(readings.at(-1)!));
  return [...new Set(readings)];
}

const withoutBlanks = (text: string): string => text.trim();

const withoutQuotes = (text: string): string =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;

const fromHome = (text: string): string => text.replace(/^~(?=$|[/\\])/, '/');

const withoutBackslashes = (text: string): string => text.replaceAll('\\', '/');

/** An argument of LIST or NLST: options of ls(1), which clients send, then the path. */
export interface ListArgument {
  /** `-R`: folders below, too. */
  readonly recursive: boolean;
  /** `-d`: a folder itself, not what is in it. NcFTP asks with `NLST -d` whether it is known. */
  readonly itself: boolean;
  /** `-l`: NLST shows what LIST shows, as Windows' `ls -l` expects. */
  readonly long: boolean;
  readonly path: string;
}

/** Words that are options; `-x.mp3` is a name, and so is everything behind `--`. */
const OPTION = /^(-[A-Za-z0-9]+|--[a-z][a-z-]*(=\S*)?)(?: +|$)/;

/** Unknown options are ignored: what is listed is complete and in the order of names, whatever was asked for. */
export function readListArgument(argument: string): ListArgument {
  let path = argument.trimStart();
  let letters = '';
  for (let option = OPTION.exec(path); option !== null; option = OPTION.exec(path)) {
    if (!option[1]!.startsWith('--')) letters += option[1]!.slice(1);
    path = path.slice(option[0].length);
  }
  // Without an option, blanks before the path may belong to it.
  const rest = letters === '' && path === argument.trimStart() ? argument : path;
  return {
    recursive: letters.includes('R'),
    itself: letters.includes('d'),
    long: letters.includes('l'),
    path: rest.replace(/^--(?: +|$)/, ''),
  };
}
