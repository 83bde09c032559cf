import { type HeaderLines, type ParsedMail, simpleParser } from 'mailparser';

/** What is kept of a mail's text, for a person to read: characters. */
const MAX_TEXT_CHARS = 10_000;
const MAX_SUBJECT_CHARS = 500;
const MAX_SENDER_CHARS = 320;
/** Longer HTML is not made into text: newsletters. */
const MAX_HTML_CHARS = 200_000;

/**
 * Fields a mail has once (RFC 5322 §3.6, RFC 2045). Of two, programs differ in which they show, and a signature may be over
 * the other.
 */
const ONCE = ['from', 'subject', 'date', 'message-id', 'content-type', 'content-transfer-encoding'];

/** What a mail says of itself; nothing of it is proven. */
export interface ReadMail {
  /** The address of its one author in lower case; null: it has none, several, or fields that tell it twice. */
  readonly author: string | null;
  /** All of its authors' addresses, for a person to read. */
  readonly sender: string;
  readonly subject: string;
  readonly text: string;
  /** Its Date header, Unix ms. */
  readonly date: number | null;
  /** Written by a machine (RFC 3834): a holiday notice, a bounce. */
  readonly automatic: boolean;
  readonly headers: HeaderLines;
}

/** Reads a mail, whole or its beginning. What cannot be read at all is shown as it is, without an author. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  try {
    return fromParsed(
      await simpleParser(raw, {
        skipImageLinks: true,
        skipTextToHtml: true,
        skipTextLinks: true,
        maxHtmlLengthToParse: MAX_HTML_CHARS,
        ignoreEmbedded: true,
        checksumAlgo: false,
      }),
    );
  } catch {
    const text = storable(raw.toString('latin1', 0, MAX_TEXT_CHARS), MAX_TEXT_CHARS);
    return { author: null, sender: '', subject: '', text, date: null, automatic: false, headers: [] };
  }
}

function fromParsed({ from, subject = '', text = '', date, headerLines }: ParsedMail): ReadMail {
  const authors = (from?.value ?? []).flatMap(({ address }) => address?.toLowerCase() ?? []);
  const ambiguous = ONCE.some((field) => headerLines.filter(({ key }) => key === field).length > 1);
  return {
    author: authors.length === 1 && !ambiguous ? authors[0]! : null,
    sender: storable(authors.join(', '), MAX_SENDER_CHARS),
    subject: storable(subject, MAX_SUBJECT_CHARS),
    text: storable(text, MAX_TEXT_CHARS),
    date: date?.getTime() ?? null,
    automatic: headerLines.some(({ key, line }) => key === 'auto-submitted' && !/:\s*no\s*$/i.test(line)),
    headers: headerLines,
  };
}

/** PostgreSQL keeps no NUL in a text, and people read no control characters. */
function storable(text: string, maxChars: number): string {
  return text
    .slice(0, maxChars)
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, '')
    .toWellFormed();
}
