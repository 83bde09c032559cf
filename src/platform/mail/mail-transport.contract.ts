import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import type { MailTransport, OutgoingMail } from './mail-transport.ts';

export const CONTRACT_FROM = 'Operator Łącza <nadawca@operator.example>';

const mail = (changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
  id: '01890000-0000-7000-8000-000000000001',
  recipient: 'biuro@piekarnia.example',
  subject: 'Potwierdzenie rezygnacji: Wydłużony okres przechowywania nagrań i jeszcze trochę, bo tytuł bywa długi',
  text: 'Dzień dobry,\n\nza 1 234,50 zł\n.kropka na początku\n\nZ poważaniem\n',
  writtenAt: Date.parse('2026-03-10T10:00:00Z'),
  ...changes,
});

/** A transport under test, and the mails it has sent (RFC 5322). */
export interface TransportUnderTest {
  readonly transport: MailTransport;
  readonly arrived: () => Promise<readonly string[]>;
}

/** The behaviour of every mail transport. */
export function mailTransportContract(name: string, create: () => Promise<TransportUnderTest>): void {
  const sent = async (...mails: OutgoingMail[]): Promise<readonly string[]> => sendAll(await create(), mails);

  describe(name, () => {
    test('sends the text, subject and addresses unchanged, with any characters', async () => {
      const [raw] = await sent(mail());
      const read = await simpleParser(raw!);
      expect(read.subject).toBe(mail().subject);
      expect(read.text?.trimEnd()).toBe(mail().text.trimEnd());
      expect(read.from?.value).toEqual([{ name: 'Operator Łącza', address: 'nadawca@operator.example' }]);
      expect(read.to).toMatchObject({ value: [{ address: 'biuro@piekarnia.example' }] });
      expect(read.date?.toISOString()).toBe('2026-03-10T10:00:00.000Z');
    });

    test('uses the id as Message-ID, the same each time', async () => {
      const arrived = await sent(mail(), mail());
      const ids = await Promise.all(arrived.map(async (raw) => (await simpleParser(raw)).messageId));
      expect(new Set(ids)).toEqual(new Set([`<${mail().id}@operator.example>`]));
    });

    test('prevents automatic replies', async () => {
      const [raw] = await sent(mail());
      expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/im);
    });

    test.each(['Temat\r\nBcc: obcy@example.com', 'Temat\nX-Wstrzyknięty: tak'])(
      'does not allow headers to be injected by the subject: %j',
      async (subject) => {
        const [raw] = await sent(mail({ subject }));
        expect(raw).not.toMatch(/^(Bcc|X-)/im);
      },
    );

    test('sends only to the recipient, whatever the address contains', async () => {
      const [raw] = await sent(mail({ recipient: 'biuro@piekarnia.example, obcy@example.com' })).catch(() => []);
      const to = raw === undefined ? [] : [(await simpleParser(raw)).to].flat();
      expect(to.flatMap((list) => list?.value ?? []).length).toBeLessThanOrEqual(1);
    });
  });
}

async function sendAll({ transport, arrived }: TransportUnderTest, mails: readonly OutgoingMail[]) {
  for (const mail of mails) await transport.send(mail);
  transport.close();
  return arrived();
}
