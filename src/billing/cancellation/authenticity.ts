import { type AuthenticateResult, authenticate, type DNSResolver } from 'mailauth';
import type { ReceivedMail } from '../../platform/mail/index.ts';
import { ownServersWord } from './own-server.ts';
import type { ReadMail } from './read-mail.ts';

/** Whether a mail is its author's: proven, not known, or against what the author's domain says of its mails. */
export type Authenticity = 'verified' | 'unverified' | 'forged';

export interface Judging {
  /** Asks the DNS; an argument, so that a test can be it. */
  readonly resolver: DNSResolver;
  /** The name of the operator's own mail server, whose `Authentication-Results` and `Received` are believed. */
  readonly authServ: string;
}

/** Each signature is a question to the DNS of the sender's choice. */
const MAX_SIGNATURES = 10;

/** By DKIM (RFC 6376), SPF (RFC 7208) and DMARC (RFC 9989). Never rejects: what cannot be judged is not known. */
export async function judgeAuthenticity(
  { raw, whole }: ReceivedMail,
  { author, headers }: ReadMail,
  { resolver, authServ }: Judging,
): Promise<Authenticity> {
  const signatures = headers.filter(({ key }) => key === 'dkim-signature').length;
  if (author === null || signatures > MAX_SIGNATURES) return 'unverified';
  const { dmarc, client } = ownServersWord(headers, authServ);
  const told = dmarc?.domain === author.slice(author.lastIndexOf('@') + 1) ? dmarc.result : null;
  if (told === 'pass') return 'verified';
  try {
    const found = await authenticate(raw, { ...client, resolver, disableArc: true, disableBimi: true });
    if (isProven(found)) return 'verified';
    const broken = whole && (client !== null || hasBrokenSignature(found));
    return isEnforced(found) && (told === 'fail' || broken) ? 'forged' : 'unverified';
  } catch {
    return 'unverified';
  }
}

/** A signature of the author's domain over the whole mail as it is read, or a sending machine the domain names. */
function isProven({ dkim, dmarc }: AuthenticateResult): boolean {
  const signed = dkim.results.some(
    ({ status, signingHeaders }) =>
      status.result === 'pass' && status.aligned && !status.underSized && coversSubject(signingHeaders?.keys),
  );
  return signed || (dmarc !== false && dmarc.status.result === 'pass' && dmarc.alignment.spf.result !== undefined);
}

/** The wish may stand there alone. `keys`: the signed fields, `:` between them. */
function coversSubject(keys = ''): boolean {
  return keys
    .toLowerCase()
    .split(/\s*:\s*/)
    .includes('subject');
}

/** A failure of the DNS breaks nothing. */
function hasBrokenSignature({ dkim }: AuthenticateResult): boolean {
  return dkim.results.some(({ status }) => status.aligned && ['fail', 'neutral'].includes(status.result));
}

/** Whether the author's domain wants mails that are not proven kept from people. */
function isEnforced({ dmarc }: AuthenticateResult): boolean {
  return dmarc !== false && dmarc.status.result === 'fail' && ['quarantine', 'reject'].includes(dmarc.policy);
}
