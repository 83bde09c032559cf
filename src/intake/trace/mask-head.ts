import { maskAddresses, maskNumbers, stars } from './mask-text.ts';

/** Headers without personal data. */
const PLAIN_HEADERS = wordsOf(
  `via v cseq content-length l content-type c content-disposition content-encoding e max-forwards expires session-expires x min-se allow
   supported k require proxy-require accept user-agent server date timestamp rseq rack retry-after mime-version allow-events event o`,
);

/** Headers of addresses and ids: all their texts are names of parameters, and display names. */
const ADDRESS_HEADERS = wordsOf(
  `from f to t contact m call-id i route record-route path service-route refer-to r referred-by b reply-to p-asserted-identity
   p-preferred-identity p-called-party-id p-associated-uri remote-party-id diversion history-info replaces join target-dialog in-reply-to
   session-id reason warning privacy subscription-state p-charging-vector www-authenticate proxy-authenticate`,
);

/** Of a header that is in neither list, words that name nobody. */
const PLAIN_WORDS = wordsOf('true false yes no on off none inbound outbound internal external');

/** The first line and the headers of a message, or the headers of a part of its body after an empty line. */
export function maskHead(head: string): string {
  const lines = head.split(/(\r?\n(?![ \t]))/);
  return lines
    .map((line, index) => {
      if (index % 2 === 1) return line;
      if (index === 0) return maskAddresses(line);
      const value = line.slice(line.indexOf(':') + 1);
      const name = line.slice(0, line.length - value.length);
      return name + maskHeader(name.replace(':', '').trim().toLowerCase(), value);
    })
    .join('');
}

function maskHeader(name: string, value: string): string {
  if (PLAIN_HEADERS.has(name)) return value;
  const named = maskDisplayNames(maskNumbers(maskAddresses(value)));
  return ADDRESS_HEADERS.has(name) ? named : maskWords(named);
}

/** RFC 3261 §20.10: quoted, or words before `<`. Of quotes without an end all is masked. */
function maskDisplayNames(value: string): string {
  let isQuoted = false;
  return value
    .replace(/\\"|"|\\[^"]|[^"\\]+|\\/g, (token) => {
      if (!token.endsWith('"')) return isQuoted ? stars(token) : token;
      if (token === '"') isQuoted = !isQuoted;
      return token === '"' ? token : stars(token);
    })
    .replace(/(^|,)([^"<>,;:=@]+)(?=<)/g, (_, before: string, name: string) => before + stars(name));
}

/** Names of parameters stay, and what has digits and no words. */
function maskWords(value: string): string {
  return value.replace(/[^\s;,<>"=]+=?/g, (word) => {
    const isName = word.endsWith('=');
    const isAddress =
      /^(?:sips?:|tel:)?\**\d{0,2}(?:@[\w.:[\]-]+)?$/i.test(word) || /^sips?:[\d.]+(?::\d+)?$/i.test(word);
    const isId = /^[\da-f*:./-]+$/i.test(word) && /[\d*]/.test(word);
    return isName || isAddress || isId || PLAIN_WORDS.has(word.toLowerCase()) ? word : stars(word);
  });
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
