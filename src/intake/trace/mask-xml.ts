import { maskAddresses, maskNumbers, stars } from './mask-text.ts';

/** Elements and attributes of RFC 7865 whose values are ids, times and states. Of all others, vendors' above all, every text is masked. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(
  `datamode mode id participant_id session_id stream_id group_id session_ref group-ref group_ref label send recv state reason start-time
   stop-time associate-time disassociate-time sipsessionid type version encoding`.split(/\s+/),
);

const TOKEN = /<!--[^]{0,4096}?-->|<!\[CDATA\[[^]{0,4096}?\]\]>|<[^<>]*>|[^<]+|</g;

/** An attribute, or anything else in a tag: what is not well formed is masked. */
const IN_TAG = /([\w:.-]+)(\s*=\s*)("[^"]*"|'[^']*')|[^\s/>]+/g;

export function maskXml(body: string): string {
  let element = '';
  return body.replace(TOKEN, (token) => {
    if (!token.startsWith('<')) return isPlain(element, token) ? token : maskValue(token);
    if (token.startsWith('<!')) return stars(token);
    if (token.startsWith('<?')) return token;
    const [tag, name = ''] = /^<\/?([^\s/>]*)/.exec(token)!;
    element = tag.startsWith('</') ? '' : localName(name);
    return tag + token.slice(tag.length).replace(IN_TAG, maskAttribute);
  });
}

function maskAttribute(whole: string, name?: string, equals?: string, value?: string): string {
  if (name === undefined || equals === undefined || value === undefined) return stars(whole);
  if (/^xmlns/i.test(name) || isPlain(localName(name), value)) return whole;
  return name + equals + value[0]! + maskValue(value.slice(1, -1)) + value[0]!;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase();

/** Some vendors write a number or an address as an id. */
const isPlain = (name: string, value: string): boolean => PLAIN_NAMES.has(name) && !NAMES_SOMEBODY.test(value);

const NAMES_SOMEBODY = /@|\b(?:sips?|tel):|(?<!\w)\+?\d(?:[ ()./]?\d){6,14}(?!\w)/i;

function maskValue(text: string): string {
  const value = text.trim();
  const kept = /^(?:(?:sips?|tel):)?\+?\d{5,}(?:@|$)/i.test(value);
  return kept ? maskNumbers(maskAddresses(text)) : stars(text);
}
