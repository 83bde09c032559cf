/** A reply on the control connection (RFC 959 §4.2): a code of three digits and a text for people. */
export interface Reply {
  readonly code: number;
  readonly text: string;
  /** Lines between the first and the last one of a multi-line reply. */
  readonly lines?: readonly string[];
  /** The control connection ends after this reply. */
  readonly closes?: boolean;
  /** The control connection is encrypted after this reply. */
  readonly startsTls?: boolean;
}

export function reply(code: number, text: string): Reply {
  return { code, text };
}

export function closingReply(code: number, text: string): Reply {
  return { code, text, closes: true };
}

export function linesReply(code: number, text: string, lines: readonly string[]): Reply {
  return { code, text, lines };
}

/**
 * A reply as sent. The lines in between begin with a space, so that none of them is read as the last line,
 * which begins with the code and a space (RFC 959 §4.2, RFC 3659 §7.2).
 */
export function formatReply({ code, text, lines }: Reply): string {
  if (lines === undefined) return `${code} ${singleLine(text)}\r\n`;
  return `${code}-${singleLine(text)}\r\n${lines.map((line) => ` ${singleLine(line)}\r\n`).join('')}${code} End\r\n`;
}

/** Replaces line ends: a name that holds CR LF would be read as another reply. */
export function singleLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters looked for
  return text.replaceAll(/[\r\n\0]/g, '_');
}
