import { maskHead } from './mask-head.ts';
import { maskAddresses, masked, stars } from './mask-text.ts';
import { maskXml } from './mask-xml.ts';

/**
 * A message without what names people: users of URIs, display names, telephone numbers, and every text of a header or body whose meaning
 * is not known to be harmless. Each of its bytes becomes `*`, of numbers the last two digits stay, so that lengths stay right and one party
 * differs from another. `text`: latin1, a character for each byte.
 */
export function maskPersonalData(text: string): string {
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return maskHead(text);
  const head = text.slice(0, end.index);
  const body = text.slice(end.index + end[0].length);
  return maskHead(head) + end[0] + maskBody(contentTypeOf(head), body);
}

const FOLDED = /\r?\n[ \t]/g;

function contentTypeOf(head: string): string {
  return /^(?:content-type|c)[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im.exec(head)?.[1] ?? '';
}

function maskBody(type: string, body: string): string {
  if (/^multipart\//i.test(type)) return maskMultipart(type, body);
  if (/^application\/sdp\b/i.test(type)) return maskSdp(body);
  if (/\bxml\b|rs-metadata/i.test(type)) return maskXml(body);
  return stars(body);
}

function maskMultipart(type: string, body: string): string {
  const boundary = /boundary[ \t]*=[ \t]*(?:"([^"]+)"|([^\s;]+))/i.exec(type.replaceAll(FOLDED, ' '));
  const delimiter = boundary?.[1] ?? boundary?.[2];
  if (delimiter === undefined) return stars(body);
  return body
    .split(`--${delimiter}`)
    .map((part, index) => (index === 0 ? stars(part) : maskPart(part)))
    .join(`--${delimiter}`);
}

/** A part begins with the rest of its delimiter's line. */
function maskPart(part: string): string {
  const end = /\r?\n\r?\n/.exec(part);
  if (end === null) return part.trim() === '' || part.trim() === '--' ? part : stars(part);
  const head = part.slice(0, end.index);
  return maskHead(`\n${head}`).slice(1) + end[0] + maskBody(contentTypeOf(head), part.slice(end.index + end[0].length));
}

/** Attributes of SDP whose values name nobody; a source's name in `ssrc` is an address. */
const PLAIN_ATTRIBUTES =
  /^a=(?:crypto|rtpmap|fmtp|label|rtcp|rtcp-[\w-]+|ptime|maxptime|candidate|ssrc|mid|group|setup|connection|fingerprint|content|extmap|key-mgmt|ice-[\w-]+)(?::|$)/i;

/** RFC 8866 §5: the lines that name people or calls, attributes that are not known, and whatever is no line of SDP. */
function maskSdp(body: string): string {
  return body.replace(/[^\r\n]+/g, (line) => {
    if (/^[vbctmrzk]=/i.test(line) || /^a=[\w-]+$/i.test(line)) return line;
    if (PLAIN_ATTRIBUTES.test(line)) return maskAddresses(line);
    if (/^o=/i.test(line))
      return line.replace(/^(o=)(\S+)/i, (_, o: string, user: string) => o + (user === '-' ? user : masked(user)));
    const name = /^(?:a=[\w-]+:|[siuep]=)/i.exec(line)?.[0] ?? '';
    return name + stars(line.slice(name.length));
  });
}
