import type { AuthenticateResult, DNSResolver } from 'mailauth';
import type { ReceivedMail } from '../../platform/mail/index.ts';
import { readAuthenticationResults } from './authentication-results.ts';
import type { ReadMail } from './read-mail.ts';

/** Whether the author's domain sent the mail: proven, not known, or refuted by the domain's own policy. */
export type Authenticity = 'verified' | 'unverified' | 'forged';

export interface AuthenticityDeps {
  /** The DNS; replaced in tests. */
  readonly resolver: DNSResolver;
  /** The name of the operator's own mail server, whose `Authentication-Results` and `Received` headers are trusted. */
  readonly authServ: string;
}

/** Each signature causes a DNS query that the sender chooses. */
const MAX_SIGNATURES = 10;

/** Checks DKIM (RFC 6376), SPF (RFC 7208) and DMARC (RFC 9989). Never rejects: a mail that cannot be checked is `unverified`. */
export async function checkAuthenticity(
  { raw, complete }: ReceivedMail,
  { author, headers }: ReadMail,
  { resolver, authServ }: AuthenticityDeps,
): Promise<Authenticity> {
  const signatures = headers.filter(({ key }) => key === 'dkim-signature').length;
  if (author === null || signatures > MAX_SIGNATURES) return 'unverified';
  const { dmarc, client } = readAuthenticationResults(headers, authServ);
  const serverResult = dmarc?.domain === author.slice(author.lastIndexOf('@') + 1) ? dmarc.result : null;
  if (serverResult === 'pass') return 'verified';
  // Loaded only when used: with what it imports it is a quarter of the program.
  const { authenticate } = await import('mailauth');
  try {
    const found = await authenticate(raw, { ...client, resolver, disableArc: true, disableBimi: true });
    if (isProven(found)) return 'verified';
    const broken = complete && (client !== null || hasBrokenSignature(found));
    return isEnforced(found) && (serverResult === 'fail' || broken) ? 'forged' : 'unverified';
  } catch {
    return 'unverified';
  }
}

/** The author's domain signed the complete mail, or its SPF record lists the sending server. */
function isProven({ dkim, dmarc }: AuthenticateResult): boolean {
  const signed = dkim.results.some(
    ({ status, signingHeaders }) =>
      status.result === 'pass' && status.aligned && !status.underSized && coversSubject(signingHeaders?.keys),
  );
  return signed || (dmarc !== false && dmarc.status.result === 'pass' && dmarc.alignment.spf.result !== undefined);
}

/** The cancellation may be in the subject alone. `keys`: the signed fields, separated by `:`. */
function coversSubject(keys = ''): boolean {
  return keys
    .toLowerCase()
    .split(/\s*:\s*/)
    .includes('subject');
}

/** A DNS failure does not count as a broken signature. */
function hasBrokenSignature({ dkim }: AuthenticateResult): boolean {
  return dkim.results.some(({ status }) => status.aligned && ['fail', 'neutral'].includes(status.result));
}

/** Whether the author's domain asks to quarantine or reject mails that fail DMARC. */
function isEnforced({ dmarc }: AuthenticateResult): boolean {
  return dmarc !== false && dmarc.status.result === 'fail' && ['quarantine', 'reject'].includes(dmarc.policy);
}
