import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../api/client.ts';
import { formatDate, formatDay, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { formatWhen } from '../format/when.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { services } from '../i18n/pl/account.ts';
import { audit } from '../i18n/pl/audit.ts';
import { fileAccess } from '../i18n/pl/file-access.ts';
import { weekday } from '../rules/rule-texts.ts';
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
  const { t, i18n } = useTranslation();
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
  const word = (name: string, value: string): string | null => {
    if (name === 'days') return WEEKDAY.test(value) ? weekday(Number(value), language, 'short') : null;
    if (!CODE.test(value)) return null;
    // A colon has a meaning of its own in the names of texts.
    const ofDetail = `${WORDS_OF_PAGES[name] ?? `audit.words.${name}`}.${value.replace(':', '-')}`;
    const key = [ofDetail, `audit.plainWords.${value}`].find((one) => i18n.exists(one));
    return key === undefined ? null : t(key as 'audit.plainWords.true');
  };
  const other = (name: string, value: string) => {
    const limits = inWords(value, (one) => word(name, one)).replaceAll(LIMITS, (_, numbers, groups) =>
      t('audit.details.limits', { numbers, groups }),
    );
    return `${hasText(audit.detailNames, name) ? t(`audit.detailNames.${name}`) : name}: ${readable(limits)}`;
  };
  return ({ action, detail }) => {
    // Names of file credentials are not audited, only that there is a new one.
    const label = () => (action === 'file-credential-changed' ? t('audit.details.nameChanged') : '');
    return formatDetail(detail, { ...(isFileSignIn(action) ? ofFileSignIns : formats), label }, other);
  };
}

/** Texts of the pages that set them; the words of other details are in `audit.words`, by the detail's name. */
const WORDS_OF_PAGES: Readonly<Record<string, string>> = {
  rights: 'people.rightBadges',
  directions: 'calls.direction',
  doors: 'fileAccess.doors',
  events: 'callNotices.events',
  scopes: 'keys.scopes',
  roles: 'audit.words.role',
};
/** As the service names rights, kinds and the like. */
const CODE = /^[a-z][\w.:-]*$/i;
const WEEKDAY = /^[1-7]$/;

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** What a user may see, in words of the service: `3 numbers, 1 groups`. */
const LIMITS = /(\d+) numbers, (\d+) groups/g;

/** A value in words: itself, those that it lists, `listen download`, or before and after a change, `agent → admin`; a dash for none. */
export function inWords(value: string, word: (one: string) => string | null): string {
  const parts = value.split(' → ').map((part) => {
    if (part === '') return '–';
    const words = part.split(' ').map(word);
    return word(part) ?? (words.includes(null) ? part : words.join(', '));
  });
  return parts.join(' → ');
}

/** Whether the action is a failed sign-in for files, whose reasons the page of file access names. */
function isFileSignIn(action: string): boolean {
  return action === 'ftp-sign-in-failed' || action === 'file-sign-in-failed';
}

/** Formats the value of a detail, by the name of the detail; what is left out is empty. */
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
    .filter((text) => text !== '')
    .join(', ');
}

function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(formatValue).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
