import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../api/client.ts';
import { formatDate, formatDay, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { formatWhen } from '../format/when.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { services } from '../i18n/pl/account.ts';
import { audit } from '../i18n/pl/audit.ts';
import { fileAccess } from '../i18n/pl/file-access.ts';
import { totalDays } from '../services/retention-options.ts';

/** Returns the text for an audited action; an unknown action is shown as it is. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation();
  return (action) => (hasText(audit.actions, action) ? t(`audit.actions.${action}`) : action);
}

/** Returns who did it: the login of a user or an FTP account, or the text for a part of the system. */
export function useActorName(): (event: Pick<AuditEvent, 'actor' | 'actorLogin'>) => string {
  const { t } = useTranslation();
  return ({ actor, actorLogin }) => actorLogin ?? (hasText(audit.actors, actor) ? t(`audit.actors.${actor}`) : actor);
}

/** Returns the details of an event as text; empty when it has none. */
export function useDetailText(): (event: Pick<AuditEvent, 'action' | 'detail'>) => string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const formats = {
    service: (name: string) => (hasText(services.names, name) ? t(`services.names.${name}`) : name),
    plan: (plan: string) => t('services.hostedPbx.plan', { plan }),
    units: (units: string) => t('audit.details.keptFor', { days: totalDays(Number(units)) }),
    effectiveAt: (at: string) =>
      t('audit.details.effectiveAt', { date: formatDate(at, language), time: formatHour(at, language) }),
    serviceEndsAt: (at: string) => t('services.cancellations.endsOn', { date: formatLastDay(at, language) }),
    reason: (name: string) => (hasText(audit.reasons, name) ? t(`audit.reasons.${name}`) : name),
    door: (door: string) => (hasText(fileAccess.doors, door) ? t(`fileAccess.doors.${door}`) : door),
    day: (day: string) => formatDay(day, language),
    encrypted: (encrypted: string) => t(encrypted === 'true' ? 'fileAccess.encrypted' : 'fileAccess.unencrypted'),
  };
  /** `expired` is a credential here, a recording elsewhere. */
  const ofFileSignIns = {
    ...formats,
    reason: (name: string) =>
      hasText(fileAccess.failures.reasons, name) ? t(`fileAccess.failures.reasons.${name}`) : name,
  };
  const readable = (value: string): string => {
    if (INSTANT.test(value)) return formatWhen(value, language);
    return DAY.test(value) ? formatDay(value, language) : value;
  };
  const word = (value: string) => (hasText(audit.words, value) ? t(`audit.words.${value}`) : null);
  const other = (name: string, value: string) => {
    const text = name === 'expiresAt' && value === 'never' ? t('audit.details.noEnd') : inWords(value, word);
    const limits = text.replaceAll(LIMITS, (_, numbers, groups) => t('audit.details.limits', { numbers, groups }));
    return `${hasText(audit.detailNames, name) ? t(`audit.detailNames.${name}`) : name}: ${readable(limits)}`;
  };
  return ({ action, detail }) => formatDetail(detail, isFileSignIn(action) ? ofFileSignIns : formats, other);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** What a user may see, in words of the service: `3 numbers, 1 groups`. */
const LIMITS = /(\d+) numbers, (\d+) groups/g;

/** A value in words: itself, those that it lists, `listen download`, or before and after a change, `agent → admin`. */
export function inWords(value: string, word: (one: string) => string | null): string {
  const parts = value.split(' → ').map((part) => {
    const words = part.split(' ').map(word);
    return word(part) ?? (words.includes(null) ? part : words.join(', '));
  });
  return parts.join(' → ');
}

/** Whether the action is a failed sign-in for files, whose reasons the page of file access names. */
function isFileSignIn(action: string): boolean {
  return action === 'ftp-sign-in-failed' || action === 'file-sign-in-failed';
}

/** Formats the value of a detail, by the name of the detail. */
type DetailFormats = Readonly<Record<string, (value: string) => string>>;

/** The details in one line: first those with a format, in the order of the formats, then the others with their names, `seats: 2`. */
export function formatDetail(
  detail: unknown,
  formats: DetailFormats,
  other: (name: string, value: string) => string,
): string {
  if (detail === null || detail === undefined) return '';
  if (typeof detail !== 'object') return formatValue(detail);
  const names = Object.keys(formats);
  const place = ([name]: [string, unknown]) => (names.includes(name) ? names.indexOf(name) : names.length);
  return Object.entries(detail)
    .toSorted((a, b) => place(a) - place(b))
    .map(([name, value]) => formats[name]?.(formatValue(value)) ?? other(name, formatValue(value)))
    .join(', ');
}

function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(formatValue).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
