import type { TenantId } from '../../base/ids.ts';
import { warsawDay } from '../../base/warsaw-time.ts';
import { type Language, type MailText, queueMail, formatDay, formatInstant } from '../../mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { SERVICE_NAMES } from '../service-names.ts';
import type { CancellableService } from './requested-service.ts';

interface ConfirmationFacts {
  readonly service: CancellableService;
  /** When the customer sent the cancellation, Unix ms. */
  readonly sentAt: number;
  /** The first instant without the service, Unix ms. */
  readonly endsAt: number;
}

interface Confirmation extends ConfirmationFacts {
  readonly tenantId: TenantId;
  /** Gets the mail if the tenant has no contact. */
  readonly sender: string;
  readonly onceKey: string;
  readonly now: number;
}

/** Tells the tenant that its cancellation was received and when the service ends. */
export async function queueConfirmationMail(
  transaction: Database,
  { sender, ...confirmation }: Confirmation,
): Promise<void> {
  const { tenantId, onceKey, now } = confirmation;
  const write = (language: Language): MailText => confirmationMail(language, confirmation);
  const mail = { tenantId, kind: 'cancellation-confirmed', to: 'billing', write, onceKey, now } as const;
  const queued = await queueMail(transaction, mail);
  if (queued === 0 && isSingleAddress(sender)) await queueMail(transaction, { ...mail, recipient: sender });
}

function isSingleAddress(text: string): boolean {
  return /^[^\s,@]+@[^\s,@]+$/.test(text);
}

const CONSEQUENCES = {
  pl: {
    'extended-retention':
      'Od następnego dnia obowiązuje standardowy okres przechowywania: nagrania starsze niż 30 dni zostaną ' +
      'bezpowrotnie usunięte. Prosimy pobrać wcześniej te, które są potrzebne.',
    push: 'Od następnego dnia pakiety nagrań nie będą przesyłane na Państwa serwer.',
  },
  en: {
    'extended-retention':
      'From the next day on the standard retention applies: recordings older than 30 days will be destroyed ' +
      'for good. Please download those you need before.',
    push: 'From the next day on no packages of recordings are sent to your server.',
  },
} as const satisfies Record<Language, Record<CancellableService, string>>;

export function confirmationMail(language: Language, { service, sentAt, endsAt }: ConfirmationFacts): MailText {
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
