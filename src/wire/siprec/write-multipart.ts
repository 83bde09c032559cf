/** A part to be written; its content may not hold the boundary. */
export interface OutgoingPart {
  readonly contentType: string;
  readonly disposition?: string;
  readonly content: string;
}

/** A `multipart/mixed` body (RFC 2046 §5.1) of texts. */
export function writeMultipart(boundary: string, parts: readonly OutgoingPart[]): Buffer {
  const pieces = parts.map(({ contentType, disposition, content }) => {
    const more = disposition === undefined ? '' : `Content-Disposition: ${disposition}\r\n`;
    return `--${boundary}\r\nContent-Type: ${contentType}\r\n${more}\r\n${content}\r\n`;
  });
  return Buffer.from(`${pieces.join('')}--${boundary}--\r\n`);
}
