import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import { RequestFailed } from '../../ui/request-failed.tsx';
import { useTestTarget } from '../use-push.ts';
import type { TargetForm } from './target-form.ts';
import { fingerprintOf, isSameServer, type TargetValues, wishOf, withFingerprint } from './target-values.ts';
import { TestOutcome } from './test-outcome.tsx';

/** Tries out what the form says, before it is saved; another server's outcome is not shown for this one's. */
export function TryTarget({ form }: { form: TargetForm }) {
  const { t } = useTranslation();
  const test = useTestTarget();
  const [tried, setTried] = useState<TargetValues | null>(null);
  const isOfThis = tried !== null && isSameServer(tried, form.values);
  const run = (): void => {
    if (form.validate().hasErrors) return;
    setTried(form.values);
    test.mutate({ body: wishOf(form.values) });
  };
  return (
    <Stack gap="sm">
      <Group>
        <Button variant="light" leftSection={<Icon name="refresh" />} loading={test.isPending} onClick={run}>
          {t(test.isSuccess && isOfThis ? 'push.test.again' : 'push.test.run')}
        </Button>
      </Group>
      {test.isPending && (
        <Text size="sm" c="dimmed" role="status">
          {t('push.test.running')}
        </Text>
      )}
      {isOfThis && <RequestFailed error={test.error} />}
      {isOfThis && test.data !== undefined && (
        <TestOutcome
          test={test.data}
          kind={form.values.kind}
          confirmed={fingerprintOf(form.values)}
          onConfirm={(fingerprint) => form.setValues(withFingerprint(form.values, fingerprint))}
        />
      )}
    </Stack>
  );
}
