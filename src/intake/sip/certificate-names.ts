/** More names than a certificate of a PBX has; what a public provider puts into one. */
const MAX_NAMES = 100;

/** The subject of a certificate as Node reads it. */
interface CertificateNames {
  readonly subject?: { readonly CN?: string | string[] };
  /** `DNS:sbc.example, URI:sip:pbx.example`; values with special characters as JSON strings. */
  readonly subjectaltname?: string;
}

/**
 * The names by which a certificate says whose it is, in lower case: its URIs, of `sip:pbx.example` the domain, and its DNS names. "If
 * [there is no such name], the implementation MAY use the common name" (RFC 5922 §7.1).
 */
export function namesOfCertificate({ subject, subjectaltname = '' }: CertificateNames): readonly string[] {
  const entries = alternativeNames(subjectaltname);
  const uris = entries.filter(({ kind }) => kind === 'URI').map(({ value }) => domainOf(value));
  const domains = entries.filter(({ kind }) => kind === 'DNS').map(({ value }) => value);
  const alternative = [...uris, ...domains];
  const names = alternative.length > 0 ? alternative : [subject?.CN ?? []].flat();
  return [...new Set(names.map((name) => name.trim().toLowerCase().replace(/\.$/, '')))]
    .filter((name) => name !== '')
    .slice(0, MAX_NAMES);
}

/** RFC 5922 §7.1: a URI with a user part is no domain's. */
function domainOf(uri: string): string {
  return /^sips?:([^@;?:]+)$/i.exec(uri)?.[1] ?? uri;
}

function alternativeNames(text: string): { readonly kind: string; readonly value: string }[] {
  const entries = text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)/g);
  return [...entries].map(([, kind = '', value = '']) => ({ kind, value: unquoted(value) }));
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return '';
  }
}
