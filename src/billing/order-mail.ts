import { warsawDay } from '../base/warsaw-time.ts';
import { type Language, type MailText, formatDay, formatMoney } from '../mail/index.ts';
import { type Plan, totalRetentionDays } from '../tenants/index.ts';
import type { Amount } from './charges.ts';
import type { AddOnRequest } from './order-rules.ts';
import type { Quote } from './quote.ts';
import { SERVICE_NAMES } from './service-names.ts';

/** Confirms an order of an add-on. */
export function orderMail(language: Language, addOn: AddOnRequest, quote: Quote): MailText {
  const name = SERVICE_NAMES[language][addOn.service];
  const text = TEXTS[language];
  const day = formatDay(language, warsawDay(quote.effectiveAt));
  const kept = addOn.service === 'extended-retention' ? text.kept(totalRetentionDays(addOn.units)) : '';
  return {
    subject: text.orderSubject(name),
    body: paragraphs(text.ordered(name, day), kept, ...costs(language, quote)),
  };
}

/** Confirms a change of the plan. */
export function planMail(language: Language, { name, includesRecording }: Plan, quote: Quote): MailText {
  const text = TEXTS[language];
  const day = formatDay(language, warsawDay(quote.effectiveAt));
  return {
    subject: text.planSubject(name),
    body: paragraphs(text.plan(name, day), includesRecording ? '' : text.withoutRecording, ...costs(language, quote)),
  };
}

function costs(language: Language, { payNow, ...quote }: Quote): string[] {
  const text = TEXTS[language];
  const format = (amount: Amount): string =>
    text.amount(formatMoney(language, amount.netGrosze), formatMoney(language, amount.grossGrosze));
  const monthly = (amount: Amount, missing: Quote['missingAfter']): string => {
    if (missing.length === 0) return format(amount);
    return amount.netGrosze === 0 ? text.noPrice : text.withoutNoPrice(format(amount));
  };
  return [
    payNow.netGrosze === 0 ? '' : text.payNow(format(payNow)),
    text.monthly(monthly(quote.monthlyAfter, quote.missingAfter), monthly(quote.monthlyBefore, quote.missingBefore)),
    quote.missingAfter.length === 0 ? '' : text.priceFollows,
  ];
}

function paragraphs(...all: readonly string[]): string {
  return all.filter((paragraph) => paragraph !== '').join('\n\n');
}

const TEXTS = {
  pl: {
    orderSubject: (name: string) => `Potwierdzenie zamówienia: ${name}`,
    ordered: (name: string, day: string) => `potwierdzamy zamówienie usługi „${name}”, od dnia ${day}.`,
    kept: (days: number) => `Nagrania są wtedy przechowywane łącznie ${days} dni od rozmowy.`,
    planSubject: (plan: string) => `Zmiana pakietu: ${plan}`,
    plan: (plan: string, day: string) => `potwierdzamy pakiet ${plan} Wirtualnej centrali, od dnia ${day}.`,
    withoutRecording:
      'Pakiet nie obejmuje nagrywania rozmów: tego dnia nagrywanie zostanie wyłączone, a usługi dodatkowe się zakończą. ' +
      'Nagrania już zapisane podlegają standardowemu okresowi przechowywania: 30 dni od rozmowy.',
    amount: (net: string, gross: string) => `${net} netto (${gross} brutto)`,
    noPrice: 'do ustalenia',
    withoutNoPrice: (amount: string) => `${amount} bez usług, których cena jest do ustalenia`,
    priceFollows: 'Cenę, która jest do ustalenia, uzgodnimy z Państwem osobno; do tego czasu nie naliczamy tej opłaty.',
    payNow: (amount: string) => `Do opłat bieżącego okresu rozliczeniowego doliczamy ${amount}.`,
    monthly: (after: string, before: string) =>
      `Odtąd opłata miesięczna za wszystkie usługi wynosi ${after}; dotychczas ${before}.`,
  },
  en: {
    orderSubject: (name: string) => `Order confirmed: ${name}`,
    ordered: (name: string, day: string) => `We confirm your order of “${name}” from ${day} on.`,
    kept: (days: number) => `Recordings are then kept for ${days} days in all from the call.`,
    planSubject: (plan: string) => `Your plan: ${plan}`,
    plan: (plan: string, day: string) => `We confirm the plan ${plan} of the hosted PBX from ${day} on.`,
    withoutRecording:
      'The plan does not include call recording: on that day recording is turned off and the add-ons end. ' +
      'Existing recordings fall under the standard retention period: 30 days from the call.',
    amount: (net: string, gross: string) => `${net} net (${gross} gross)`,
    noPrice: 'to be agreed',
    withoutNoPrice: (amount: string) => `${amount} without the services whose price is to be agreed`,
    priceFollows: 'We will agree the open price with you separately; until then we do not charge this fee.',
    payNow: (amount: string) => `We add ${amount} to the charges of the current billing period.`,
    monthly: (after: string, before: string) =>
      `From then on the monthly fee for all services is ${after}; until then ${before}.`,
  },
} as const satisfies Record<Language, Record<string, unknown>>;
