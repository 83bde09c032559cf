import type { Language } from '../mail/index.ts';
import type { PricedService } from '../platform/postgres/index.ts';
import { totalRetentionDays } from '../tenants/index.ts';
import type { Charge } from './charges.ts';
import type { Fee } from './prices.ts';

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
export function describeCharge(language: Language, { price, quantity }: Charge): string {
  const { service, fee } = price;
  if (fee === 'monthly' && service === 'extended-retention') {
    const { inAll, days } = WORDS[language];
    return `${SERVICE_NAMES[language][service]}, ${inAll} ${totalRetentionDays(quantity)} ${days}`;
  }
  return describeFee(language, price);
}

/** A fee whatever its quantity. */
export function describeFee(language: Language, { service, plan, fee }: Fee): string {
  const name = SERVICE_NAMES[language][service];
  const words = WORDS[language];
  if (fee === 'activation') return `${name}, ${words.activation}`;
  if (service === 'plan') return `${name}, ${words.plan} ${plan}`;
  return name;
}
