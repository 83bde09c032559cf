import { Checkbox, MultiSelect, NumberInput, PasswordInput, Select, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MailPerson, MailRule, MailRuleRequest, NumberGroup } from '../api/client.ts';
import { useRecordingRights } from '../calls/recording-rights.tsx';
import {
  ConditionFields,
  conditionsOf,
  type ConditionValues,
  conditionValues,
  useHoursTogether,
} from '../rules/condition-fields.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { useFormCare } from '../ui/form-care.tsx';
import { NameField } from '../ui/name-field.tsx';
import { RemoveButton } from '../ui/remove-button.tsx';
import { useRemoveMailRule, useSaveMailRule } from './use-call-notices.ts';
import { useForm } from '../ui/use-form.ts';

/** Hours. */
const PERIODS = ['24', '168', '720'] as const;
/** Limits of the API. */
const MAX_RECIPIENTS = 10;
const MAX_SECONDS = 86_400;
const MAX_USES = 1000;
const MIN_PASSWORD_CHARS = 6;

interface MailRuleFormProps {
  /** Undefined: a new one. */
  rule: MailRule | undefined;
  people: readonly MailPerson[];
  groups: readonly NumberGroup[];
  onClose: () => void;
}

/** Form: after which calls whom a mail with a link is sent. */
export function MailRuleForm({ rule, people, groups, onClose }: MailRuleFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const rights = useRecordingRights();
  const saving = useSaveMailRule(rule?.id, () => {
    onClose();
    notices.done(t('callNotices.mails.saved'));
  });
  const form = useForm<RuleValues>({
    initialValues: valuesOf(rule, people),
    validate: {
      name: (name) => (name.trim() === '' ? t('callNotices.form.nameRequired') : null),
      recipients: ({ length }) => (length === 0 ? t('callNotices.mails.form.recipientsRequired') : null),
      ...useHoursTogether(),
      password: (password, { protectedLinks }) =>
        protectedLinks && (password === '' ? !rule?.hasPassword : password.length < MIN_PASSWORD_CHARS)
          ? t('share.passwordShort', { chars: MIN_PASSWORD_CHARS })
          : null,
    },
  });
  const care = useFormCare(form, saving.error);
  const { values } = form;
  const known: readonly string[] = PERIODS;
  const periods = [
    ...PERIODS.map((value) => ({ value: value as string, label: t(`share.periods.${value}`) })),
    ...[values.validHours]
      .filter((hours) => !known.includes(hours))
      .map((hours) => ({ value: hours, label: t('callNotices.mails.form.hours', { hours }) })),
  ];
  return (
    <form ref={care.ref} onSubmit={form.onSubmit((sent) => saving.save(requestOf(sent)), care.onInvalid)} noValidate>
      <Stack>
        <NameField
          data-autofocus
          required
          label={t('callNotices.form.name')}
          description={t('callNotices.mails.form.nameHint')}
          {...form.getInputProps('name')}
        />
        <MultiSelect
          required
          searchable
          maxValues={MAX_RECIPIENTS}
          label={t('callNotices.mails.form.recipients')}
          description={t('callNotices.mails.form.recipientsHint')}
          nothingFoundMessage={t(
            people.length === 0 ? 'callNotices.mails.form.nobody' : 'callNotices.mails.form.nobodyFound',
          )}
          data={people.map(({ id, login, email }) => ({ value: id, label: `${login} (${email})` }))}
          {...form.getInputProps('recipients')}
        />
        <ConditionFields
          input={(field) => form.getInputProps(field)}
          groups={groups}
          chosenGroups={values.numberGroups}
        />
        <NumberInput
          min={0}
          max={MAX_SECONDS}
          allowDecimal={false}
          label={t('callNotices.mails.form.minSeconds')}
          description={t('callNotices.mails.form.minSecondsHint')}
          {...form.getInputProps('minSeconds')}
        />
        <Text fw={600}>{t('callNotices.mails.form.link')}</Text>
        <Select
          allowDeselect={false}
          label={t('share.periodField')}
          data={periods}
          {...form.getInputProps('validHours')}
        />
        <NumberInput
          min={1}
          max={MAX_USES}
          allowDecimal={false}
          label={t('share.maxUsesField')}
          description={t('share.maxUsesHint')}
          {...form.getInputProps('maxUses')}
        />
        {rights.download && (
          <Checkbox label={t('share.downloadField')} {...form.getInputProps('download', { type: 'checkbox' })} />
        )}
        <Switch
          label={t('callNotices.mails.form.protected')}
          description={t('callNotices.mails.form.protectedHint')}
          {...form.getInputProps('protectedLinks', { type: 'checkbox' })}
        />
        {values.protectedLinks && (
          <PasswordInput
            autoComplete="new-password"
            label={t('share.passwordField')}
            description={rule?.hasPassword ? t('callNotices.mails.form.passwordUnchanged') : undefined}
            {...form.getInputProps('password')}
          />
        )}
        <Switch label={t('callNotices.form.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        <RequestFailed error={saving.error} />
        <FormButtons onCancel={onClose} submit={t('callNotices.form.save')} pending={saving.isPending}>
          {rule !== undefined && <RemoveMailRule rule={rule} onRemoved={onClose} />}
        </FormButtons>
      </Stack>
    </form>
  );
}

function RemoveMailRule({ rule: { id, name }, onRemoved }: { rule: MailRule; onRemoved: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const remove = useRemoveMailRule(() => {
    onRemoved();
    notices.done(t('callNotices.mails.removed'));
  });
  const question = {
    title: t('callNotices.mails.removeTitle'),
    text: t('callNotices.mails.removeText', { name }),
    confirm: t('callNotices.remove'),
  };
  return <RemoveButton question={question} remove={remove} request={{ params: { path: { id } } }} />;
}

/** What the form holds. */
interface RuleValues extends ConditionValues {
  name: string;
  enabled: boolean;
  recipients: string[];
  minSeconds: number | string;
  validHours: string;
  /** Empty: any number of times. */
  maxUses: number | string;
  download: boolean;
  protectedLinks: boolean;
  password: string;
}

function valuesOf(rule: MailRule | undefined, people: readonly MailPerson[]): RuleValues {
  return {
    name: rule?.name ?? '',
    enabled: rule?.enabled ?? true,
    recipients: (rule?.recipients ?? []).filter((id) => people.some((one) => one.id === id)),
    ...conditionValues(rule),
    minSeconds: rule?.minSeconds ?? 0,
    validHours: String(rule?.validHours ?? 168),
    maxUses: rule?.maxUses ?? '',
    download: rule?.download ?? false,
    protectedLinks: rule?.hasPassword ?? false,
    password: '',
  };
}

function requestOf(values: RuleValues): MailRuleRequest {
  const { name, enabled, recipients, download, protectedLinks, password, minSeconds, validHours, maxUses } = values;
  const passwordSent = protectedLinks ? (password === '' ? {} : { password }) : { password: null };
  return {
    name: name.trim(),
    enabled,
    ...conditionsOf(values),
    recipients,
    download,
    minSeconds: Number(minSeconds) || 0,
    validHours: Number(validHours),
    maxUses: maxUses === '' ? null : Number(maxUses),
    ...passwordSent,
  };
}
