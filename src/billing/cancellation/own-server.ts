import { BlockList, isIP } from 'node:net';
import type { HeaderLines } from 'mailparser';

/**
 * What the operator's own mail server wrote above the mail. Anybody may write such lines into a mail, so only the
 * topmost that names the server counts: it adds its own on top and removes others of its name (RFC 8601 §5).
 */
export interface OwnServersWord {
  /** Whether the mail keeps to the policy of its author's domain; null: the server does not say. */
  readonly dmarc: { readonly result: 'pass' | 'fail'; readonly domain: string } | null;
  /** Whom the mail came from; null where the server does not say, or it is a machine of ours. */
  readonly client: { readonly ip: string; readonly helo: string; readonly sender: string } | null;
}

const PRIVATE_NETWORKS = privateNetworks();
const NOTHING: OwnServersWord = { dmarc: null, client: null };

/** `server` is the name it gives itself (authserv-id); empty: no server is believed. */
export function ownServersWord(headers: HeaderLines, server: string): OwnServersWord {
  if (server === '') return NOTHING;
  return { dmarc: dmarcOf(headers, server.toLowerCase()), client: clientOf(headers, server.toLowerCase()) };
}

/** RFC 8601 §2.2: `authserv-id [version]; method=result reason ptype.property=value; …` */
function dmarcOf(headers: HeaderLines, server: string): OwnServersWord['dmarc'] {
  for (const value of valuesOf(headers, 'authentication-results')) {
    const [name, ...results] = value.replaceAll(/\([^()]*\)/g, ' ').split(';');
    if (name?.trim().split(/\s/)[0] !== server) continue;
    const dmarc = results.find((result) => /^\s*dmarc\s*=\s*(?:pass|fail)\b/.test(result));
    const domain = dmarc && /\bheader\.from\s*=\s*"?(?:[^\s";@]*@)?([^\s";]+)/.exec(dmarc)?.[1];
    return dmarc && domain ? { result: /=\s*pass/.test(dmarc) ? 'pass' : 'fail', domain } : null;
  }
  return null;
}

/** RFC 5321 §4.4: `from HELO (name [address]) by SERVER …`; the sender stands in the Return-Path. */
function clientOf(headers: HeaderLines, server: string): OwnServersWord['client'] {
  const [received = ''] = valuesOf(headers, 'received');
  const [, helo, from, by] = /^from\s+(\S+)\s+(.*?)\bby\s+(\S+)/.exec(received) ?? [];
  const ip = /\[(?:ipv6:)?([0-9a-f.:]+)\]/.exec(from ?? '')?.[1] ?? '';
  if (helo === undefined || by?.replace(/;$/, '') !== server || isIP(ip) === 0 || isOurs(ip)) return null;
  const sender = /<([^<>]*)>/.exec(valuesOf(headers, 'return-path')[0] ?? '')?.[1] ?? '';
  return { ip, helo, sender };
}

/** The values of a header, unfolded, in lower case, from the top. */
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

/** An address of a private network: an own relay, of which no domain's policy tells. */
function isOurs(ip: string): boolean {
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
