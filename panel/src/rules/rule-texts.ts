import { useTranslation } from 'react-i18next';
import type { NumberGroup, RecordingRule } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import type { IconName } from '../ui/icon.tsx';

/** So many numbers are named; of more, how many. */
const MAX_NAMED = 4;

export const EFFECT_SIGNS = {
  always: { color: 'on', icon: 'check' },
  never: { color: 'off', icon: 'close' },
  'on-demand': { color: 'amber', icon: 'play' },
} as const satisfies Record<RecordingRule['effect'], { color: 'on' | 'off' | 'amber'; icon: IconName }>;

/** Which calls a rule fits. */
type Conditions = Omit<RecordingRule, 'id' | 'name' | 'enabled' | 'effect' | 'percent'>;

/** A number or the beginning of one, as it is shown in a form. */
export function shownPattern(number: string): string {
  return number.endsWith('*') || number === 'withheld' ? number : formatPhoneNumber(number);
}

/** What a rule says, in words: who, which way, when. */
export function useRuleTexts(groups: readonly NumberGroup[]) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const list = (items: readonly string[]): string => {
    const named = items.length > MAX_NAMED ? items.slice(0, MAX_NAMED - 1) : items;
    const more = items.length - named.length;
    return [...named, ...(more > 0 ? [t('rules.more', { count: more })] : [])].join(', ');
  };
  const numberText = (number: string): string => {
    if (number === 'withheld') return t('rules.withheld');
    return number.endsWith('*') ? number : formatPhoneNumber(number);
  };
  const groupText = (id: string): string => groups.find((group) => group.id === id)?.name ?? t('rules.aGroup');
  const dayText = (day: number): string => weekday(day, language, 'short');
  return {
    who: ({ numbers, numberGroups, extensions }: Conditions): readonly string[] => {
      const parties = [...numberGroups.map(groupText), ...numbers.map(numberText)];
      return [
        ...(parties.length === 0 ? [] : [t('rules.withNumbers', { numbers: list(parties) })]),
        ...(extensions.length === 0 ? [] : [t('rules.ofExtensions', { numbers: list(extensions.map(numberText)) })]),
        ...(parties.length + extensions.length === 0 ? [t('rules.everybody')] : []),
      ];
    },
    directions: ({ directions }: Conditions): string =>
      directions.length === 0
        ? t('rules.anyDirection')
        : directions.map((direction) => t(`calls.direction.${direction}`)).join(', '),
    when: ({ days, from, until }: Conditions): string => {
      if (days.length === 0 && from === null) return t('rules.anyTime');
      const hours = from === null ? null : `${from}–${until}`;
      return [days.length === 0 ? null : days.map(dayText).join(', '), hours]
        .filter((part) => part !== null)
        .join(' · ');
    },
  };
}

/** A Monday. */
const MONDAY_MS = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

/** The name of a day of the week, 1: Monday. */
export function weekday(day: number, language: string, length: 'short' | 'long'): string {
  const format = new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' });
  return format.format(new Date(MONDAY_MS + (day - 1) * DAY_MS));
}
