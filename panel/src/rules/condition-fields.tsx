import { Checkbox, Group, MultiSelect, TagsInput } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import type { GetInputPropsReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { NumberGroup, RecordingRule } from '../api/client.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { shownPattern, weekday } from './rule-texts.ts';

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** As the API accepts. */
const MAX_NUMBERS = 500;
const SPLIT_CHARS = [',', ';', '\n'];

/** What a form holds of the calls that a rule fits. */
export interface ConditionValues {
  numbers: string[];
  numberGroups: string[];
  extensions: string[];
  directions: RecordingRule['directions'][number][];
  days: string[];
  /** `HH:MM`; empty: all day. */
  from: string;
  until: string;
}

interface ConditionFieldsProps {
  /** Of the form that holds the values. */
  input: (field: keyof ConditionValues) => GetInputPropsReturnType;
  groups: readonly NumberGroup[];
  /** Those that are chosen. */
  chosenGroups: readonly string[];
}

/** Fields of a form: which calls a rule fits. */
export function ConditionFields({ input, groups, chosenGroups }: ConditionFieldsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const known = groups.map(({ id, name }) => ({ value: id, label: name }));
  const removed = chosenGroups
    .filter((id) => !known.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: t('rules.aGroup') }));
  return (
    <>
      <TagsInput
        label={t('rules.form.numbers')}
        description={t('rules.form.numbersHint')}
        maxTags={MAX_NUMBERS}
        splitChars={SPLIT_CHARS}
        acceptValueOnBlur
        {...input('numbers')}
      />
      {known.length + removed.length > 0 && (
        <MultiSelect
          label={t('rules.form.groups')}
          description={t('rules.form.groupsHint')}
          data={[...known, ...removed]}
          {...input('numberGroups')}
        />
      )}
      <TagsInput
        label={t('rules.form.extensions')}
        description={t('rules.form.extensionsHint')}
        maxTags={MAX_NUMBERS}
        splitChars={SPLIT_CHARS}
        acceptValueOnBlur
        {...input('extensions')}
      />
      <Checkbox.Group
        label={t('rules.form.directions')}
        description={t('rules.form.noneMeansAll')}
        {...input('directions')}
      >
        <Group mt="xs">
          {DIRECTIONS.map((direction) => (
            <Checkbox key={direction} value={direction} label={t(`calls.direction.${direction}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Checkbox.Group label={t('rules.form.days')} description={t('rules.form.noneMeansAll')} {...input('days')}>
        <Group mt="xs" gap="sm">
          {DAYS.map((day) => (
            <Checkbox key={day} value={String(day)} label={weekday(day, language, 'short')} />
          ))}
        </Group>
      </Checkbox.Group>
      <Group grow align="flex-start">
        <TimeInput label={t('rules.form.from')} {...input('from')} />
        <TimeInput label={t('rules.form.until')} {...input('until')} />
      </Group>
    </>
  );
}

/** The validation of the two hours: both or none. */
export function useHoursTogether() {
  const { t } = useTranslation();
  const together = (one: string, other: string) => (one === '' && other !== '' ? t('rules.form.hoursTogether') : null);
  return {
    from: (from: string, { until }: ConditionValues) => together(from, until),
    until: (until: string, { from }: ConditionValues) => together(until, from),
  };
}

type Conditions = Pick<RecordingRule, keyof ConditionValues>;

/** Undefined: of a new rule. */
export function conditionValues(rule: Conditions | undefined): ConditionValues {
  return {
    numbers: (rule?.numbers ?? []).map(shownPattern),
    numberGroups: [...(rule?.numberGroups ?? [])],
    extensions: (rule?.extensions ?? []).map(shownPattern),
    directions: [...(rule?.directions ?? [])],
    days: (rule?.days ?? []).map(String),
    from: rule?.from ?? '',
    until: rule?.until ?? '',
  };
}

/** As the API takes them. */
export function conditionsOf({ numbers, numberGroups, extensions, directions, days, from, until }: ConditionValues) {
  return {
    numbers,
    numberGroups,
    extensions,
    directions,
    days: days.map(Number),
    from: from === '' ? null : from,
    until: until === '' ? null : until,
  };
}
