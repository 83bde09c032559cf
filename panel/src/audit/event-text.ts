import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../api/client.ts';
import { formatDate, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { pl } from '../i18n/pl.ts';
import { totalDays } from '../services/retention-options.ts';

/** Gives the words for an audited action; one that has none is shown by its own name. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation();
  return (action) => (hasText(pl.audit.actions, action) ? t(`audit.actions.${action}`) : action);
}

/** Gives who did it: a user or an FTP account by its login, what is no person in words. */
export function useActorName(): (event: Pick<AuditEvent, 'actor' | 'actorLogin'>) => string {
  const { t } = useTranslation();
  return ({ actor, actorLogin }) =>
    actorLogin ?? (hasText(pl.audit.actors, actor) ? t(`audit.actors.${actor}`) : actor);
}

/** Gives what an event tells beside its subject, in words; empty when it tells nothing. */
export function useDetailText(): (detail: unknown) => string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const words = {
    service: (name: string) => (hasText(pl.services.names, name) ? t(`services.names.${name}`) : name),
    plan: (plan: string) => t('services.hostedPbx.plan', { plan }),
    units: (units: string) => t('audit.details.keptFor', { days: totalDays(Number(units)) }),
    effectiveAt: (at: string) =>
      t('audit.details.effectiveAt', { date: formatDate(at, language), time: formatHour(at, language) }),
    serviceEndsAt: (at: string) => t('services.cancellations.endsOn', { date: formatLastDay(at, language) }),
    reason: (name: string) => (hasText(pl.audit.reasons, name) ? t(`audit.reasons.${name}`) : name),
  };
  return (detail) => formatDetail(detail, words);
}

/** How a person is told the value of a detail, by the detail's name. */
type DetailWords = Readonly<Record<string, (value: string) => string>>;

/**
 * What an event tells beside its subject, in one line: first what there are words for, in their order, then the rest as it
 * is, `seats: 2`. An event that tells nothing gives an empty text.
 */
export function formatDetail(detail: unknown, words: DetailWords): string {
  if (detail === null || detail === undefined) return '';
  if (typeof detail !== 'object') return written(detail);
  const names = Object.keys(words);
  const place = ([name]: [string, unknown]) => (names.includes(name) ? names.indexOf(name) : names.length);
  return Object.entries(detail)
    .toSorted((a, b) => place(a) - place(b))
    .map(([name, value]) => words[name]?.(written(value)) ?? `${name}: ${written(value)}`)
    .join(', ');
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
