import { NumberInput, Radio, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NumberGroup, RecordingRule, RecordingRuleRequest } from '../api/client.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { useFormCare } from '../ui/form-care.tsx';
import { NameField } from '../ui/name-field.tsx';
import { RemoveButton } from '../ui/remove-button.tsx';
import {
  ConditionFields,
  conditionsOf,
  type ConditionValues,
  conditionValues,
  useHoursTogether,
} from './condition-fields.tsx';
import { useRemoveRule, useSaveRule } from './use-rules.ts';
import { useForm } from '../ui/use-form.ts';

const EFFECTS = ['always', 'never', 'on-demand'] as const;

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
  const done = (message: string) => () => {
    onClose();
    notices.done(message);
  };
  const saving = useSaveRule(rule?.id, done(t('rules.saved')));
  const form = useForm<RuleValues>({
    initialValues: valuesOf(rule),
    validate: {
      name: (name) => (name.trim() === '' ? t('rules.form.nameRequired') : null),
      ...useHoursTogether(),
    },
  });
  const care = useFormCare(form, saving.error);
  const { values } = form;
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
        <ConditionFields
          input={(field) => form.getInputProps(field)}
          groups={groups}
          chosenGroups={values.numberGroups}
        />
        <Switch
          label={t('rules.form.enabled')}
          description={t('rules.form.enabledHint')}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        <RequestFailed error={saving.error} />
        <FormButtons onCancel={onClose} submit={t('rules.form.save')} pending={saving.isPending}>
          {rule !== undefined && <RemoveRule rule={rule} onRemoved={done(t('rules.removed'))} />}
        </FormButtons>
      </Stack>
    </form>
  );
}

function RemoveRule({ rule: { id, name }, onRemoved }: { rule: RecordingRule; onRemoved: () => void }) {
  const { t } = useTranslation();
  const remove = useRemoveRule(onRemoved);
  const question = { title: t('rules.removeTitle'), text: t('rules.removeText', { name }), confirm: t('rules.remove') };
  return <RemoveButton question={question} remove={remove} request={{ params: { path: { id } } }} />;
}

/** What the form holds. */
interface RuleValues extends ConditionValues {
  name: string;
  enabled: boolean;
  effect: RecordingRule['effect'];
  percent: number | string;
}

function valuesOf(rule: RecordingRule | undefined): RuleValues {
  return {
    name: rule?.name ?? '',
    enabled: rule?.enabled ?? true,
    effect: rule?.effect ?? 'never',
    percent: rule?.percent ?? 100,
    ...conditionValues(rule),
  };
}

function requestOf(values: RuleValues): RecordingRuleRequest {
  const { name, enabled, effect, percent } = values;
  return {
    name: name.trim(),
    enabled,
    effect,
    percent: effect === 'never' ? 100 : Math.min(100, Math.max(1, Number(percent) || 100)),
    ...conditionsOf(values),
  };
}
