import { parse } from 'bowser';

/** Longer ones are cut before they are parsed: anybody can send any text. */
const MAX_USER_AGENT_CHARS = 400;
/** Of a name that is stored. */
const MAX_NAME_CHARS = 40;

/** The program that a person uses, in the words that people use for it; null: it does not say. */
export interface ClientName {
  /** `Firefox` */
  readonly browser: string | null;
  /** `Windows` */
  readonly system: string | null;
}

/** Reads a User-Agent header (RFC 9110 §10.1.5). Without versions: they change by themselves. */
export function readClientName(userAgent: string | undefined): ClientName {
  if (userAgent === undefined || userAgent.trim() === '') return { browser: null, system: null };
  const { browser, os } = parse(userAgent.slice(0, MAX_USER_AGENT_CHARS));
  return { browser: nameOf(browser.name), system: nameOf(os.name) };
}

function nameOf(name: string | undefined): string | null {
  const plain = (name ?? '').replace(/[^\p{L}\p{N} .+-]/gu, '').trim();
  return plain === '' ? null : plain.slice(0, MAX_NAME_CHARS);
}
