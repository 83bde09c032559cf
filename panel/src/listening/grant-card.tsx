import { Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListeningGrant, StaffListeningGrant } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Fact, Facts } from '../ui/data-list.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './grant-card.module.css';

const BADGES = {
  requested: { color: 'amber', icon: 'clock' },
  lapsed: { color: 'gray', icon: 'clock' },
  refused: { color: 'gray', icon: 'close' },
  valid: { color: 'on', icon: 'check' },
  expired: { color: 'gray', icon: 'clock' },
  'taken-back': { color: 'gray', icon: 'close' },
} as const;

/** Requests and grants as cards. */
export function GrantList({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list} aria-label={t('listening.list')}>
      {children}
    </ul>
  );
}

interface GrantCardProps {
  grant: ListeningGrant | StaffListeningGrant;
  /** Above the reason, for the operator: whose recordings. */
  tenantName?: string;
  /** The file, where it is of one recording. */
  recording: string | null;
  /** Buttons, and what they open. */
  children?: ReactNode;
}

/** A request of the operator's staff and what became of it. */
export function GrantCard({ grant, tenantName, recording, children }: GrantCardProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { state, reason, givenTo, download, requestedAt, requestedBy, decidedAt, decidedBy, until } = grant;
  const by = (instant: string, login: string) =>
    t('listening.by', {
      date: formatDate(instant, language),
      time: formatHour(instant, language),
      login: login === 'cli' ? t('listening.command') : login,
    });
  return (
    <Paper component="li" p="lg">
      <Group justify="space-between" align="flex-start" gap="xs" mb="md">
        <div style={{ flex: '1 1 220px' }}>
          {tenantName !== undefined && <Title order={2}>{tenantName}</Title>}
          <Text fw={600} className={classes.reason}>
            {reason}
          </Text>
        </div>
        <StatusBadge {...BADGES[state]}>{t(`listening.states.${state}`)}</StatusBadge>
      </Group>
      <Facts>
        <Fact name={t('listening.who')}>{givenTo ?? t('listening.anyStaff')}</Fact>
        <Fact name={t('listening.what')}>
          {grant.recordingId === null ? t('listening.all') : t('listening.one')}
          {recording !== null && (
            <Text size="xs" c="dimmed" className={classes.path}>
              {recording}
            </Text>
          )}
        </Fact>
        <Fact name={t('listening.use')}>{t(download ? 'listening.download' : 'listening.listenOnly')}</Fact>
        <Fact name={t('listening.requested')}>{by(requestedAt, requestedBy)}</Fact>
        {decidedAt !== null && <Fact name={t('listening.decided')}>{by(decidedAt, decidedBy ?? '')}</Fact>}
        {until !== null && (
          <Fact name={t('listening.until')}>
            {t('listening.at', { date: formatDate(until, language), time: formatHour(until, language) })}
          </Fact>
        )}
        {grant.takenBackAt !== null && (
          <Fact name={t('listening.takenBack')}>{by(grant.takenBackAt, grant.takenBackBy ?? '')}</Fact>
        )}
      </Facts>
      {children}
    </Paper>
  );
}
