import { Alert, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OidcCheck } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from '../ui/check-steps.module.css';

const BADGES = {
  passed: { color: 'on', icon: 'check' },
  failed: { color: 'off', icon: 'close' },
  unclear: { color: 'gray', icon: 'info' },
  'not-tried': { color: 'gray', icon: 'clock' },
} as const;

/** What the check of a provider found, step by step. */
export function CheckResult({ check: { passed, steps } }: { check: OidcCheck }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status">
      <Alert color={passed ? 'on' : 'off'} icon={<Icon name={passed ? 'check' : 'warning'} />} py="xs">
        {t(passed ? 'company.checked.passed' : 'company.checked.failed')}
      </Alert>
      <ol className={classes.steps}>
        {steps.map(({ step, outcome, problem, detail }) => (
          <li key={step} className={classes.step}>
            <Text size="sm" fw={600}>
              {t(`company.steps.${step}`)}
            </Text>
            <StatusBadge {...BADGES[outcome]} size="md">
              {t(`company.outcomes.${outcome}`)}
            </StatusBadge>
            {problem !== null && (
              <div className={classes.reason}>
                <Text size="sm">{t(`company.problems.${problem}`)}</Text>
                {detail !== null && (
                  <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {detail}
                  </Text>
                )}
              </div>
            )}
          </li>
        ))}
      </ol>
    </Stack>
  );
}
