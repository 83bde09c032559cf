import type { SipRequest, SipResponse } from './sip-message.ts';

/**
 * The bytes of a message. Content-Length is always written, from the body. A line break within a value becomes a
 * space, so that no value can begin another header.
 */
export function writeMessage(message: SipRequest | SipResponse): Buffer {
  const lines = [startLine(message)];
  for (const { name, value } of message.headers.fields) {
    if (name.toLowerCase() !== 'content-length') lines.push(`${name}: ${oneLine(value)}`);
  }
  lines.push(`Content-Length: ${message.body.length}`, '', '');
  return Buffer.concat([Buffer.from(lines.join('\r\n')), message.body]);
}

function startLine(message: SipRequest | SipResponse): string {
  if (message.kind === 'request') return `${message.method} ${message.uri} SIP/2.0`;
  return `SIP/2.0 ${message.status} ${oneLine(message.reason)}`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
