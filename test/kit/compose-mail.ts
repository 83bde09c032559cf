import { generateKeyPairSync } from 'node:crypto';
import { type DNSResolver, dkimSign } from 'mailauth';

export interface MailContent {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly date: string;
  readonly messageId: string;
  /** Header lines that servers added on top. */
  readonly above: readonly string[];
}

/** A mail as received, in UTF-8. */
export function composeMail(changes: Partial<MailContent> = {}): Buffer {
  const mail: MailContent = {
    from: 'Anna Nowak <Anna@Piekarnia.example>',
    subject: 'Rezygnacja',
    text: 'Rezygnuję z wydłużonego okresu przechowywania nagrań.',
    date: 'Fri, 30 Jan 2026 14:30:00 +0100',
    messageId: '<1@piekarnia.example>',
    above: [],
    ...changes,
  };
  const lines = [
    ...mail.above,
    `From: ${mail.from}`,
    'To: rezygnacje@operator.example',
    `Subject: =?utf-8?B?${Buffer.from(mail.subject).toString('base64')}?=`,
    `Date: ${mail.date}`,
    `Message-ID: ${mail.messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    mail.text,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** A domain with a DKIM key, a DMARC policy and their DNS records. */
export class SigningDomain {
  readonly name: string;
  readonly #privateKey: string;
  readonly #records: Map<string, string>;

  constructor(name: string, policy: 'none' | 'quarantine' | 'reject' = 'reject') {
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    this.name = name;
    this.#privateKey = keys.privateKey;
    this.#records = new Map([
      [`s1._domainkey.${name}`, `v=DKIM1; k=rsa; p=${keys.publicKey.toString('base64')}`],
      [`_dmarc.${name}`, `v=DMARC1; p=${policy}`],
      [name, 'v=spf1 ip4:198.51.100.7 -all'],
    ]);
  }

  /** Signs a mail. `bodyBytes`: only so much of the body; `headers`: only these, separated by `:`; default: everything. */
  async sign(mail: Buffer, { bodyBytes, headers }: { bodyBytes?: number; headers?: string } = {}): Promise<Buffer> {
    const part = {
      ...(bodyBytes === undefined ? {} : { maxBodyLength: bodyBytes }),
      ...(headers === undefined ? {} : { headerList: headers }),
    };
    const by = { ...part, signingDomain: this.name, selector: 's1', privateKey: this.#privateKey };
    // `dkimSign` uses only `signatureData`, but its types require the same options beside it, too.
    const { signatures, errors } = await dkimSign(mail, { ...by, signatureData: [by] });
    if (signatures === '') throw new Error(`not signed: ${JSON.stringify(errors)}`);
    return Buffer.concat([Buffer.from(signatures), mail]);
  }

  /** The domain's DNS, without any other names. */
  readonly resolver: DNSResolver = async (name, type) => {
    const record = type === 'TXT' ? this.#records.get(name.toLowerCase()) : undefined;
    if (record === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return [[record]];
  };
}
