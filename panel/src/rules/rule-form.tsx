import { Button, Checkbox, Group, MultiSelect, NumberInput, Radio, Stack, Switch, TagsInput } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { NumberGroup, RecordingRule, RecordingRuleRequest } from '../api/client.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { useFormCare } from '../ui/form-care.tsx';
import { NameField } from '../ui/name-field.tsx';
import { useQuestion } from '../ui/question.tsx';
import { shownPattern, weekday } from './rule-texts.ts';
import { useRemoveRule, useSaveRule } from './use-rules.ts';

const EFFECTS = ['always', 'never', 'on-demand'] as const;
const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** As the API accepts. */
const MAX_NUMBERS = 500;
const SPLIT_CHARS = [',', ';', '\n'];

interface RuleFormProps {
  /** Undefined: a new one. */
  rule: RecordingRule | undefined;
  groups: readonly NumberGroup[];
  onClose: () => void;
}

/** Form: a recording rule. */
export function RuleForm({ rule, groups, onClose }: RuleFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const { language } = useLanguage();
  const done = (message: string) => () => {
    onClose();
    notices.done(message);
  };
  const saving = useSaveRule(rule?.id, done(t('rules.saved')));
  const form = useForm<RuleValues>({
    initialValues: valuesOf(rule),
    validate: {
      name: (name) => (name.trim() === '' ? t('rules.form.nameRequired') : null),
      from: (from, { until }) => (from === '' && until !== '' ? t('rules.form.hoursTogether') : null),
      until: (until, { from }) => (until === '' && from !== '' ? t('rules.form.hoursTogether') : null),
    },
  });
  const care = useFormCare(form, saving.error);
  const { values } = form;
  const known = groups.map(({ id, name }) => ({ value: id, label: name }));
  const removed = values.numberGroups
    .filter((id) => !known.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: t('rules.aGroup') }));
  return (
    <form ref={care.ref} onSubmit={form.onSubmit((sent) => saving.save(requestOf(sent)), care.onInvalid)} noValidate>
      <Stack>
        <NameField data-autofocus required label={t('rules.form.name')} {...form.getInputProps('name')} />
        <Radio.Group label={t('rules.form.effect')} {...form.getInputProps('effect')}>
          <Stack gap="xs" mt="xs">
            {EFFECTS.map((effect) => (
              <Radio
                key={effect}
                value={effect}
                label={t(`rules.effects.${effect}`)}
                description={t(`rules.effectHints.${effect}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {values.effect !== 'never' && (
          <NumberInput
            label={t('rules.form.percent')}
            description={t('rules.form.percentHint')}
            min={1}
            max={100}
            allowDecimal={false}
            suffix="%"
            {...form.getInputProps('percent')}
          />
        )}
        <TagsInput
          label={t('rules.form.numbers')}
          description={t('rules.form.numbersHint')}
          maxTags={MAX_NUMBERS}
          splitChars={SPLIT_CHARS}
          acceptValueOnBlur
          {...form.getInputProps('numbers')}
        />
        {known.length + removed.length > 0 && (
          <MultiSelect
            label={t('rules.form.groups')}
            description={t('rules.form.groupsHint')}
            data={[...known, ...removed]}
            {...form.getInputProps('numberGroups')}
          />
        )}
        <TagsInput
          label={t('rules.form.extensions')}
          description={t('rules.form.extensionsHint')}
          maxTags={MAX_NUMBERS}
          splitChars={SPLIT_CHARS}
          acceptValueOnBlur
          {...form.getInputProps('extensions')}
        />
        <Checkbox.Group
          label={t('rules.form.directions')}
          description={t('rules.form.noneMeansAll')}
          {...form.getInputProps('directions')}
        >
          <Group mt="xs">
            {DIRECTIONS.map((direction) => (
              <Checkbox key={direction} value={direction} label={t(`calls.direction.${direction}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Checkbox.Group
          label={t('rules.form.days')}
          description={t('rules.form.noneMeansAll')}
          {...form.getInputProps('days')}
        >
          <Group mt="xs" gap="sm">
            {DAYS.map((day) => (
              <Checkbox key={day} value={String(day)} label={weekday(day, language, 'short')} />
            ))}
          </Group>
        </Checkbox.Group>
        <Group grow align="flex-start">
          <TimeInput label={t('rules.form.from')} {...form.getInputProps('from')} />
          <TimeInput label={t('rules.form.until')} {...form.getInputProps('until')} />
        </Group>
        <Switch
          label={t('rules.form.enabled')}
          description={t('rules.form.enabledHint')}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        <RequestFailed error={saving.error} />
        <FormButtons onCancel={onClose} submit={t('rules.form.save')} pending={saving.isPending}>
          {rule !== undefined && <RemoveButton rule={rule} onRemoved={done(t('rules.removed'))} />}
        </FormButtons>
      </Stack>
    </form>
  );
}

function RemoveButton({ rule: { id, name }, onRemoved }: { rule: RecordingRule; onRemoved: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const ask = useQuestion();
  const remove = useRemoveRule(onRemoved);
  const text = { title: t('rules.removeTitle'), text: t('rules.removeText', { name }), confirm: t('rules.remove') };
  return (
    <Button
      variant="light"
      color="off"
      loading={remove.isPending}
      onClick={() =>
        ask(text, () => remove.mutate({ params: { path: { id } } }, { onError: (error) => notices.failed(error) }))
      }
    >
      {t('rules.remove')}
    </Button>
  );
}

/** What the form holds. */
interface RuleValues {
  name: string;
  enabled: boolean;
  effect: RecordingRule['effect'];
  percent: number | string;
  numbers: string[];
  numberGroups: string[];
  extensions: string[];
  directions: RecordingRule['directions'][number][];
  days: string[];
  /** `HH:MM`; empty: all day. */
  from: string;
  until: string;
}

function valuesOf(rule: RecordingRule | undefined): RuleValues {
  return {
    name: rule?.name ?? '',
    enabled: rule?.enabled ?? true,
    effect: rule?.effect ?? 'never',
    percent: rule?.percent ?? 100,
    numbers: (rule?.numbers ?? []).map(shownPattern),
    numberGroups: [...(rule?.numberGroups ?? [])],
    extensions: (rule?.extensions ?? []).map(shownPattern),
    directions: [...(rule?.directions ?? [])],
    days: (rule?.days ?? []).map(String),
    from: rule?.from ?? '',
    until: rule?.until ?? '',
  };
}

function requestOf(values: RuleValues): RecordingRuleRequest {
  const { effect, percent, from, until } = values;
  return {
    ...values,
    name: values.name.trim(),
    percent: effect === 'never' ? 100 : Math.min(100, Math.max(1, Number(percent) || 100)),
    days: values.days.map(Number),
    from: from === '' ? null : from,
    until: until === '' ? null : until,
  };
}
