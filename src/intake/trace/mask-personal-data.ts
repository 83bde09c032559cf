import { isIPv4 } from 'node:net';

/**
 * A message without what names people: users of URIs, display names, telephone numbers, and every text of a body whose meaning is not
 * known to be harmless. Each of its bytes becomes `*`, of numbers the last two digits stay, so that lengths stay right and one party
 * differs from another. `text`: latin1, a character for each byte.
 */
export function maskPersonalData(text: string): string {
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return maskHead(text);
  const head = text.slice(0, end.index);
  const body = text.slice(end.index + end[0].length);
  return maskHead(head) + end[0] + maskBody(contentTypeOf(head), body);
}

/** Headers without personal data; of all others, known or not, addresses and numbers are masked. */
const PLAIN_HEADERS = new Set(
  `via v cseq content-length l content-type c content-disposition content-encoding e max-forwards expires session-expires x min-se allow
   supported k require proxy-require accept user-agent server date timestamp rseq rack retry-after mime-version allow-events event o`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

const FOLDED = /\r?\n[ \t]/g;

function maskHead(head: string): string {
  const lines = head.split(/(\r?\n(?![ \t]))/);
  return lines
    .map((line, index) => {
      if (index % 2 === 1) return line;
      if (index === 0) return maskAddresses(line);
      const name = line
        .slice(0, Math.max(0, line.indexOf(':')))
        .trim()
        .toLowerCase();
      if (PLAIN_HEADERS.has(name)) return line;
      const value = line.slice(line.indexOf(':') + 1);
      return line.slice(0, line.length - value.length) + maskDisplayName(maskNumbers(maskAddresses(value)));
    })
    .join('');
}

/** RFC 3261 §20.10: quoted, or words before `<`. */
function maskDisplayName(value: string): string {
  return value
    .replace(/"((?:[^"\\]|\\.){0,512})"/g, (_, name: string) => `"${stars(name)}"`)
    .replace(/(^|,)([^"<>,;:=@]+)(?=<)/g, (_, before: string, name: string) => before + stars(name));
}

/** The user of SIP and tel URIs, and what stands before an `@`. */
function maskAddresses(text: string): string {
  return text
    .replace(
      /(\b(?:sips?|tel|im|pres|mailto|xmpp):)([^@\s<>;,"]{1,256})(?=@)/gi,
      (_, scheme: string, user: string) => scheme + masked(user),
    )
    .replace(/(\btel:)([^\s<>;,"]+)/gi, (_, scheme: string, number: string) => scheme + masked(number))
    .replace(/(\bsips?:)(\+?[\d().-]{3,})(?=[\s<>;,">]|$)/gi, (whole, scheme: string, user: string) =>
      isIPv4(user) ? whole : scheme + masked(user),
    )
    .replace(/(?<![\w.+%!~*'()$&=/-])[\w.+%!~*'()$&=/-]+(?=@)/g, (user) =>
      /^\*+\d{0,2}$/.test(user) ? user : masked(user),
    );
}

/** Numbers as people type them, too. A tag is random and stays, and so does the host of an address. */
function maskNumbers(text: string): string {
  return text.replace(NUMBER_OR_KEPT, (found) => (/^[;@s]/i.test(found) ? found : masked(found)));
}

const NUMBER_OR_KEPT =
  /;[ \t]*tag=[^\s;,>]*|@[\w.:[\]-]+|\bsips?:[\w.:[\]-]+|(?<![\w*])\+?\d(?:[ ()./-]?\d){4,40}(?!\w)|\d{9,}/gi;

/** Keeps the last two digits of a number. */
function masked(user: string): string {
  const kept = /^\+?[\d .()/-]{5,}$/.test(user) ? 2 : 0;
  return '*'.repeat(user.length - kept) + user.slice(user.length - kept);
}

const stars = (text: string): string => text.replace(/[^\s]/g, '*');

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

/** RFC 8866 §5: the lines that name people or calls, and addresses in others. */
function maskSdp(body: string): string {
  return body
    .replace(/^([siuep]=)([^\r\n]*)/gim, (_, line: string, text: string) => line + stars(text))
    .replace(/^(o=)(\S+)/gim, (_, line: string, user: string) => line + (user === '-' ? user : masked(user)))
    .replace(
      /^(a=(?!crypto|rtpmap|fmtp|label|rtcp|ptime|maxptime|candidate|ssrc|mid|group|setup)[^:\r\n]*:)([^\r\n]*)/gim,
      (_, line: string, text: string) => line + maskNumbers(maskAddresses(text)),
    );
}

/** Elements and attributes of RFC 7865 whose values are ids, times and states. Of all others, vendors' above all, every text is masked. */
const PLAIN_NAMES = new Set(
  `datamode mode id participant_id session_id stream_id group_id session_ref group-ref group_ref label send recv state reason start-time
   stop-time associate-time disassociate-time sipsessionid type version encoding`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

function maskXml(body: string): string {
  let element = '';
  return body.replace(/<!--[^]{0,4096}?-->|<!\[CDATA\[[^]{0,4096}?\]\]>|<[^<>]*>|[^<]+|</g, (token) => {
    if (!token.startsWith('<')) return isPlain(element, token) ? token : maskValue(token);
    if (token.startsWith('<!')) return stars(token);
    if (token.startsWith('<?')) return token;
    element = localName(/^<\/?([^\s/>]+)/.exec(token)?.[1] ?? '');
    return token.replace(
      /([\w:.-]+)([ \t]*=[ \t]*)("[^"]*"|'[^']*')/g,
      (whole, name: string, equals: string, value: string) => {
        if (/^xmlns/i.test(name) || isPlain(localName(name), value)) return whole;
        return name + equals + value[0]! + maskValue(value.slice(1, -1)) + value[0]!;
      },
    );
  });
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase();

/** Some vendors write a number or an address as an id. */
const isPlain = (name: string, value: string): boolean =>
  PLAIN_NAMES.has(name) && !/@|^["'\s]*\+?\d{7,15}["'\s]*$/.test(value);

function maskValue(text: string): string {
  const value = text.trim();
  const kept = /^(?:(?:sips?|tel):)?\+?\d{5,}(?:@|$)/i.test(value);
  return kept ? maskNumbers(maskAddresses(text)) : stars(text);
}
