import { generateKeyPairSync } from 'node:crypto';
import { type DNSResolver, dkimSign } from 'mailauth';

export interface WrittenMail {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly date: string;
  readonly messageId: string;
  /** Header lines a server put on top. */
  readonly above: readonly string[];
}

/** A mail as it comes over the wire, in UTF-8. */
export function writtenMail(changes: Partial<WrittenMail> = {}): Buffer {
  const mail: WrittenMail = {
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

/** A domain that signs its mails and says what is to be thought of others: its key, and the DNS that knows it. */
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

  /** `bodyBytes`: how much of its body; `headers`: which, `:` between them. Without them what is usual: all. */
  async sign(mail: Buffer, { bodyBytes, headers }: { bodyBytes?: number; headers?: string } = {}): Promise<Buffer> {
    const part = {
      ...(bodyBytes === undefined ? {} : { maxBodyLength: bodyBytes }),
      ...(headers === undefined ? {} : { headerList: headers }),
    };
    const by = { ...part, signingDomain: this.name, selector: 's1', privateKey: this.#privateKey };
    // Signs by `signatureData` only; its types want the first signature's words beside it, too.
    const { signatures, errors } = await dkimSign(mail, { ...by, signatureData: [by] });
    if (signatures === '') throw new Error(`not signed: ${JSON.stringify(errors)}`);
    return Buffer.concat([Buffer.from(signatures), mail]);
  }

  /** Asks the domain's DNS, which knows nothing else. */
  readonly resolver: DNSResolver = async (name, type) => {
    const record = type === 'TXT' ? this.#records.get(name.toLowerCase()) : undefined;
    if (record === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return [[record]];
  };
}
