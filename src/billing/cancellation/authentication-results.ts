import { BlockList, isIP } from 'node:net';
import type { HeaderLines } from 'mailparser';

/**
 * What the operator's own mail server found out about a mail, from the headers it added. Anybody may write such headers
 * into a mail, so only the topmost one that names the server counts: the server adds its own on top and removes others with
 * its name (RFC 8601 §5).
 */
interface AuthenticationResults {
  /** The result of DMARC, and for which domain; null: the server does not say. */
  readonly dmarc: { readonly result: 'pass' | 'fail'; readonly domain: string } | null;
  /** The client that delivered the mail; null: the server does not say, or it is in a private network. */
  readonly client: { readonly ip: string; readonly helo: string; readonly sender: string } | null;
}

const PRIVATE_NETWORKS = privateNetworks();
const NO_RESULTS: AuthenticationResults = { dmarc: null, client: null };

/** `server` is the name the server uses for itself (authserv-id); empty: no server is trusted. */
export function readAuthenticationResults(headers: HeaderLines, server: string): AuthenticationResults {
  if (server === '') return NO_RESULTS;
  return { dmarc: dmarcOf(headers, server.toLowerCase()), client: clientOf(headers, server.toLowerCase()) };
}

/** RFC 8601 §2.2: `authserv-id [version]; method=result reason ptype.property=value; …` */
function dmarcOf(headers: HeaderLines, server: string): AuthenticationResults['dmarc'] {
  for (const value of valuesOf(headers, 'authentication-results')) {
    const [name, ...results] = clausesOf(value);
    if (name === undefined) return null;
    if (name.trim().split(/\s/)[0] !== server) continue;
    const [dmarc, ...others] = results.filter((result) => /^\s*dmarc\s*=/.test(result));
    const result = /^\s*dmarc\s*=\s*(pass|fail)\b/.exec(dmarc ?? '')?.[1] as 'pass' | 'fail' | undefined;
    const domain = /\bheader\.from\s*=\s*(?:[^\s@]*@)?(\S+)/.exec(dmarc ?? '')?.[1];
    return result && domain && others.length === 0 ? { result, domain } : null;
  }
  return null;
}

/**
 * Splits a structured header at `;`, without comments and quoted strings (RFC 5322 §3.2): the sender may have chosen their
 * content, also a `;`. An empty list if a comment or quoted string is not closed.
 */
function clausesOf(value: string): string[] {
  const clauses = [''];
  let comments = 0;
  let quoted = false;
  for (const [piece] of value.matchAll(/\\.|[^\\]/g)) {
    if (piece === '"' && comments === 0) quoted = !quoted;
    else if (piece === '(' && !quoted) comments += 1;
    else if (piece === ')' && comments > 0) comments -= 1;
    else if (comments > 0 || quoted) continue;
    else if (piece === ';') clauses.push('');
    else clauses[clauses.length - 1] += piece;
  }
  return comments === 0 && !quoted ? clauses : [];
}

/** RFC 5321 §4.4: `from HELO (name [address]) by SERVER …`; the sender is in Return-Path. */
function clientOf(headers: HeaderLines, server: string): AuthenticationResults['client'] {
  const [received = ''] = valuesOf(headers, 'received');
  const [, helo, from, by] = /^from\s+(\S+)\s+(.*?)\bby\s+(\S+)/.exec(received) ?? [];
  const ip = /\[(?:ipv6:)?([0-9a-f.:]+)\]/.exec(from ?? '')?.[1] ?? '';
  if (helo === undefined || by?.replace(/;$/, '') !== server || isIP(ip) === 0 || isPrivate(ip)) return null;
  const sender = /<([^<>]*)>/.exec(valuesOf(headers, 'return-path')[0] ?? '')?.[1] ?? '';
  return { ip, helo, sender };
}

/** The values of a header from the top, unfolded, in lower case. */
function valuesOf(headers: HeaderLines, wanted: string): string[] {
  return headers
    .filter(({ key }) => key === wanted)
    .map(({ line }) =>
      line
        .slice(line.indexOf(':') + 1)
        .replaceAll(/\s+/g, ' ')
        .trim()
        .toLowerCase(),
    );
}

/** An address in a private network: a relay of our own, which no domain's SPF record lists. */
function isPrivate(ip: string): boolean {
  return PRIVATE_NETWORKS.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}

function privateNetworks(): BlockList {
  const networks = new BlockList();
  networks.addSubnet('10.0.0.0', 8);
  networks.addSubnet('127.0.0.0', 8);
  networks.addSubnet('172.16.0.0', 12);
  networks.addSubnet('192.168.0.0', 16);
  networks.addSubnet('::1', 128, 'ipv6');
  networks.addSubnet('fc00::', 7, 'ipv6');
  networks.addSubnet('fe80::', 10, 'ipv6');
  return networks;
}
