import type { HeaderLines, ParsedMail } from 'mailparser';

/** Characters stored of a mail's text, for a person to read. */
const MAX_TEXT_CHARS = 10_000;
const MAX_SUBJECT_CHARS = 500;
const MAX_SENDER_CHARS = 320;
/** Longer HTML, as in newsletters, is not converted to text. */
const MAX_HTML_CHARS = 200_000;

/**
 * Fields that a mail has once (RFC 5322 §3.6, RFC 2045). If a field occurs twice, programs differ in which one they show, and
 * a signature may cover the other.
 */
const SINGLE_FIELDS = ['from', 'subject', 'date', 'message-id', 'content-type', 'content-transfer-encoding'];

/** A mail's content; nothing of it is verified. */
export interface ReadMail {
  /** The address of its only author in lower case; null: it has none, several, or duplicate fields. */
  readonly author: string | null;
  /** All of its authors' addresses, for a person to read. */
  readonly sender: string;
  readonly subject: string;
  readonly text: string;
  /** Its Date header, Unix ms. */
  readonly date: number | null;
  /** An automatic reply (RFC 3834): an out-of-office notice, a bounce. */
  readonly automatic: boolean;
  readonly headers: HeaderLines;
}

/** Parses a mail, complete or its beginning. A mail that cannot be parsed is returned as raw text, without an author. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  // Loaded only when used.
  const { simpleParser } = await import('mailparser');
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
  const ambiguous = SINGLE_FIELDS.some((field) => headerLines.filter(({ key }) => key === field).length > 1);
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

/** Without control characters: PostgreSQL cannot store NUL in a text. */
function storable(text: string, maxChars: number): string {
  return text
    .slice(0, maxChars)
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, '')
    .toWellFormed();
}
