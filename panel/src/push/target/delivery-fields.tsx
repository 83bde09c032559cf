import { Checkbox, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TargetForm } from './target-form.ts';

const FORMS = ['tree', 'zip'] as const;
/** The API takes no more. */
const MAX_CONNECTIONS = 8;
const CONNECTIONS = Array.from({ length: MAX_CONNECTIONS }, (_, index) => String(index + 1));

interface DeliveryFieldsProps {
  form: TargetForm;
  /** For how long the operator lets undelivered recordings be kept; 0: not offered. */
  keepUndeliveredDays: number;
}

/** What a package is, and how it is sent. */
export function DeliveryFields({ form, keepUndeliveredDays: days }: DeliveryFieldsProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Radio.Group label={t('push.form.form')} {...form.getInputProps('form')}>
        <Stack gap="xs" mt={6}>
          {FORMS.map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`push.forms.${value}`)}
              description={t(`push.form.formHints.${value}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group align="flex-start">
        <NativeSelect
          w={180}
          label={t('push.form.connections')}
          data={CONNECTIONS}
          {...form.getInputProps('connections')}
        />
        <TextInput
          w={220}
          inputMode="decimal"
          label={t('push.form.limit')}
          placeholder={t('push.form.limitHint')}
          {...form.getInputProps('limit')}
        />
      </Group>
      <Checkbox
        label={t('push.form.readBack')}
        description={t('push.form.readBackHint')}
        {...form.getInputProps('readBack', { type: 'checkbox' })}
      />
      {days > 0 && (
        <Checkbox
          label={t('push.form.keep')}
          description={t('push.form.keepHint', { days })}
          {...form.getInputProps('keepUndelivered', { type: 'checkbox' })}
        />
      )}
    </Stack>
  );
}
