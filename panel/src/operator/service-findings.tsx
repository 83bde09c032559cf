import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatWhen } from '../format/when.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { serviceState } from '../i18n/pl/service-state.ts';
import { Card } from '../ui/card.tsx';
import { EmptyMessage } from '../ui/feedback.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './service-findings.module.css';
import type { Finding } from './use-service-state.ts';

const SEVERITIES = {
  urgent: { color: 'off', icon: 'warning' },
  soon: { color: 'amber', icon: 'clock' },
} as const;

/** Where something can be done about it in the panel. */
const PAGES: Readonly<
  Record<string, '/operator/sources' | '/operator/cancellations' | '/operator/refused-uploads' | '/operator/prices'>
> = {
  'unknown-names': '/operator/sources',
  'source-silent': '/operator/sources',
  'cancellations-waiting': '/operator/cancellations',
  'refused-uploads': '/operator/refused-uploads',
  'plan-without-price': '/operator/prices',
};

/** What needs somebody, in words, with what to do. A reader of the screen hears what is new. */
export function FindingsCard({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('serviceState.findings')} list={findings.length > 0}>
      <div aria-live="polite">
        {findings.length === 0 ? (
          <EmptyMessage icon="check" title={t('serviceState.allWell.title')} text={t('serviceState.allWell.text')} />
        ) : (
          <ul className={classes.list}>
            {findings.map((finding) => (
              <FindingItem key={`${finding.code} ${finding.subject}`} finding={finding} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

function FindingItem({ finding: { code, severity, subject, count, at } }: { finding: Finding }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const page = PAGES[code];
  const facts = {
    subject: subject ?? '',
    count: count ?? 0,
    at: at === null ? t('serviceState.jobs.never') : formatWhen(at, language),
  };
  return (
    <li className={classes.finding}>
      <StatusBadge {...SEVERITIES[severity]}>{t(`serviceState.severities.${severity}`)}</StatusBadge>
      <Stack gap={2} className={classes.text}>
        <Text fw={600}>
          {hasText(serviceState.what, code) ? t(`serviceState.what.${code}`, facts) : `${code} ${facts.subject}`}
        </Text>
        {hasText(serviceState.todo, code) && (
          <Text size="sm" c="dimmed">
            {t(`serviceState.todo.${code}`)}
          </Text>
        )}
      </Stack>
      {page !== undefined && (
        <Anchor size="sm" renderRoot={(props) => <Link to={page} {...props} />}>
          {t('serviceState.open')} →
        </Anchor>
      )}
    </li>
  );
}
