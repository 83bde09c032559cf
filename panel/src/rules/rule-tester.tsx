import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { RuleTestResult } from '../api/client.ts';
import { instantOfWarsaw } from '../format/warsaw-time.ts';
import { Card } from '../ui/card.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { EFFECT_SIGNS } from './rule-texts.ts';
import { useTestRules } from './use-rules.ts';

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;

/** What would happen with a call between two numbers, and by which rule. */
export function RuleTester() {
  const { t } = useTranslation();
  const test = useTestRules();
  const form = useForm({
    initialValues: { caller: '', callee: '', direction: '', at: '' },
    validate: {
      caller: (caller) => (caller.trim() === '' ? t('rules.tester.required') : null),
      callee: (callee) => (callee.trim() === '' ? t('rules.tester.required') : null),
    },
  });
  const submit = form.onSubmit(({ caller, callee, direction, at }) =>
    test.mutate({
      body: {
        caller: caller.trim(),
        callee: callee.trim(),
        direction: DIRECTIONS.find((one) => one === direction) ?? null,
        ...(at !== '' && { at: instantOfWarsaw(at) }),
      },
    }),
  );
  return (
    <Card title={t('rules.tester.title')} lead={t('rules.tester.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Group align="flex-start" grow preventGrowOverflow={false} wrap="wrap">
            <TextInput inputMode="tel" label={t('rules.tester.caller')} {...form.getInputProps('caller')} />
            <TextInput inputMode="tel" label={t('rules.tester.callee')} {...form.getInputProps('callee')} />
            <NativeSelect
              label={t('rules.tester.direction')}
              data={[
                { value: '', label: t('rules.tester.byNumbers') },
                ...DIRECTIONS.map((value) => ({ value, label: t(`calls.direction.${value}`) })),
              ]}
              {...form.getInputProps('direction')}
            />
            <TextInput
              type="datetime-local"
              label={t('rules.tester.at')}
              description={t('rules.tester.atHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              {...form.getInputProps('at')}
            />
          </Group>
          <RequestFailed error={test.error} />
          <Group>
            <Button type="submit" variant="light" loading={test.isPending}>
              {t('rules.tester.submit')}
            </Button>
            <div role="status">{test.data !== undefined && <Result result={test.data} />}</div>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}

function Result({ result: { effect, reason, rule, direction } }: { result: RuleTestResult }) {
  const { t } = useTranslation();
  const by = () => {
    if (rule !== null) return t('rules.tester.byRule', { name: rule.name });
    return reason === null ? t('rules.tester.byNone') : t(`recording.noneBecause.${reason}`);
  };
  return (
    <Group gap="xs">
      <StatusBadge {...EFFECT_SIGNS[effect]}>{t(`rules.tester.effects.${effect}`)}</StatusBadge>
      <Text size="sm">
        {[t(`calls.direction.${direction}`), by(), rule?.percent && t('rules.share', { percent: rule.percent })]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </Group>
  );
}
