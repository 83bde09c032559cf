import type { TenantId } from '../../base/ids.ts';
import { warsawDay } from '../../base/warsaw-time.ts';
import { type Language, type MailText, queueMail, formatDay, formatInstant } from '../../mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { SERVICE_NAMES } from '../service-name.ts';
import type { CancellableService } from './wish.ts';

interface ReceiptFacts {
  readonly service: CancellableService;
  /** When the customer wrote, Unix ms. */
  readonly sentAt: number;
  /** The first instant without the service, Unix ms. */
  readonly endsAt: number;
}

export interface Receipt extends ReceiptFacts {
  readonly tenantId: TenantId;
  /** Who wrote; told where the tenant has no contact. */
  readonly sender: string;
  readonly dedupKey: string;
  readonly now: number;
}

/** Tells the tenant that its cancellation came and when the service ends. */
export async function sendReceipt(transaction: Database, { sender, ...receipt }: Receipt): Promise<void> {
  const { tenantId, dedupKey, now } = receipt;
  const write = (language: Language): MailText => receiptLetter(language, receipt);
  const mail = { tenantId, kind: 'cancellation-confirmed', write, dedupKey, now };
  const told = await queueMail(transaction, mail);
  if (told === 0 && isOneAddress(sender)) await queueMail(transaction, { ...mail, recipient: sender });
}

function isOneAddress(text: string): boolean {
  return /^[^\s,@]+@[^\s,@]+$/.test(text);
}

const CONSEQUENCES = {
  pl: {
    'extended-retention':
      'Od następnego dnia obowiązuje standardowy okres przechowywania: nagrania starsze niż 30 dni zostaną ' +
      'bezpowrotnie usunięte. Prosimy pobrać wcześniej te, które są potrzebne.',
    push: 'Od następnego dnia paczki nagrań nie będą przesyłane na Państwa serwer.',
  },
  en: {
    'extended-retention':
      'From the next day on the standard retention applies: recordings older than 30 days will be destroyed ' +
      'for good. Please download those you need before.',
    push: 'From the next day on no packages of recordings are sent to your server.',
  },
} as const satisfies Record<Language, Record<CancellableService, string>>;

export function receiptLetter(language: Language, { service, sentAt, endsAt }: ReceiptFacts): MailText {
  const name = SERVICE_NAMES[language][service];
  const sent = formatInstant(language, sentAt);
  const lastDay = formatDay(language, warsawDay(endsAt - 1));
  const consequence = CONSEQUENCES[language][service];
  if (language === 'pl') {
    return {
      subject: `Potwierdzenie rezygnacji: ${name}`,
      body: [
        `potwierdzamy odbiór rezygnacji z usługi „${name}”, wysłanej ${sent}.`,
        `Usługa działa do ${lastDay} włącznie.`,
        consequence,
      ].join('\n\n'),
    };
  }
  return {
    subject: `Cancellation confirmed: ${name}`,
    body: [
      `We confirm that we received your cancellation of “${name}”, sent on ${sent}.`,
      `The last day of the service is ${lastDay}.`,
      consequence,
    ].join('\n\n'),
  };
}
