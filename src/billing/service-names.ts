import type { Language } from '../mail/index.ts';
import type { PricedService } from '../platform/postgres/index.ts';
import { totalRetentionDays } from '../tenants/index.ts';
import type { Charge } from './charges.ts';

/** The services' names in mails and on invoices. */
export const SERVICE_NAMES = {
  pl: {
    plan: 'Wirtualna centrala',
    'extended-retention': 'Wydłużony okres przechowywania nagrań',
    push: 'Automatyczne przesyłanie nagrań',
    'legal-hold': 'Blokada usunięcia nagrania',
  },
  en: {
    plan: 'Hosted PBX',
    'extended-retention': 'Extended retention of recordings',
    push: 'Automatic transfer of recordings',
    'legal-hold': 'Legal hold on a recording',
  },
} as const satisfies Record<Language, Record<PricedService, string>>;

const WORDS = {
  pl: { plan: 'pakiet', inAll: 'łącznie', days: 'dni', activation: 'opłata aktywacyjna' },
  en: { plan: 'plan', inAll: 'in all', days: 'days', activation: 'activation fee' },
} as const satisfies Record<Language, Record<string, string>>;

/** A charge as on an invoice's line. */
export function describeCharge(language: Language, { price: { service, plan, fee }, quantity }: Charge): string {
  const name = SERVICE_NAMES[language][service];
  const words = WORDS[language];
  if (fee === 'activation') return `${name}, ${words.activation}`;
  if (service === 'plan') return `${name}, ${words.plan} ${plan}`;
  if (service === 'extended-retention') return `${name}, ${words.inAll} ${totalRetentionDays(quantity)} ${words.days}`;
  return name;
}
