import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileCredential } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { formatDate, formatHour, formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { CopyButton } from '../ui/copyable.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { CameFrom } from './came-from.tsx';
import { DOORS } from './credential-values.ts';
import { useFileAccessDesk } from './desk.ts';
import classes from './file-access.module.css';
import { formatRate } from './rate.ts';
import { RevokeButton } from './revoke-button.tsx';
import { nameOf } from './use-file-access.ts';

interface CredentialListProps {
  credentials: readonly FileCredential[];
  onOpen: (what: 'change' | 'keys', credential: FileCredential) => void;
}

/** The credentials that can be used. */
export function CredentialList({ credentials, onOpen }: CredentialListProps) {
  const { t } = useTranslation();
  const { mayMake, mayChange } = useFileAccessDesk();
  const columns: Column<FileCredential>[] = [
    { label: t('fileAccess.credentials.columns.account'), cell: (credential) => <Account credential={credential} /> },
    {
      label: t('fileAccess.credentials.columns.access'),
      cell: (credential) => (
        <Stack gap={4}>
          <Access credential={credential} />
          <Limits credential={credential} />
        </Stack>
      ),
    },
    { label: t('fileAccess.credentials.columns.lastUsed'), cell: (credential) => <LastUsed credential={credential} /> },
    {
      label: t('fileAccess.credentials.columns.actions'),
      cell: (credential) => (
        <Group gap={6}>
          {mayMake && (
            <Button
              size="xs"
              variant="light"
              aria-label={t('fileAccess.credentials.changeOf', { name: nameOf(credential) })}
              onClick={() => onOpen('change', credential)}
            >
              {t('fileAccess.credentials.change')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            aria-label={t('fileAccess.credentials.keysOf', { name: nameOf(credential) })}
            onClick={() => onOpen('keys', credential)}
          >
            {t('fileAccess.credentials.keysButton')}
          </Button>
          {!mayMake && mayChange && <RevokeButton credential={credential} />}
        </Group>
      ),
    },
  ];
  return (
    <DataList label={t('fileAccess.credentials.list')} columns={columns} rows={credentials} rowKey={({ id }) => id} />
  );
}

/** Those that no longer open anything. */
export function RevokedList({ credentials }: { credentials: readonly FileCredential[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <DataList
      label={t('fileAccess.credentials.revokedList')}
      columns={[
        {
          label: t('fileAccess.credentials.columns.account'),
          cell: (credential) => <Account credential={credential} />,
        },
        {
          label: t('fileAccess.credentials.columns.lastUsed'),
          cell: (credential) => <LastUsed credential={credential} />,
        },
        {
          label: t('fileAccess.credentials.columns.actions'),
          cell: ({ revokedAt }) =>
            revokedAt !== null && t('fileAccess.credentials.revoked', { date: formatDate(revokedAt, language) }),
        },
      ]}
      rows={credentials}
      rowKey={({ id }) => id}
    />
  );
}

interface CredentialProps {
  credential: FileCredential;
}

function Account({ credential }: CredentialProps) {
  const { t } = useTranslation();
  const { label, login, revokedAt } = credential;
  return (
    <div>
      {label !== '' && <strong style={{ overflowWrap: 'anywhere' }}>{label}</strong>}
      <Group gap={2} wrap="nowrap">
        <code className={classes.code}>{login}</code>
        <CopyButton value={login} what={`${t('fileAccess.credentials.login')} ${login}`} />
      </Group>
      {revokedAt === null && <Proof credential={credential} />}
    </div>
  );
}

function Access({ credential: { doors, numbers } }: CredentialProps) {
  const { t } = useTranslation();
  return (
    <Stack gap={4}>
      <Group gap={4}>
        {DOORS.filter((door) => doors.includes(door)).map((door) => (
          <Badge key={door} variant="light" tt="none" fw={500} styles={{ label: { overflow: 'visible' } }}>
            {t(`fileAccess.doors.${door}`)}
          </Badge>
        ))}
      </Group>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {numbers === null
          ? t('fileAccess.credentials.allNumbers')
          : t('fileAccess.credentials.someNumbers', { numbers: numbers.map(formatPhoneNumber).join(', ') })}
      </Text>
    </Stack>
  );
}

function Limits({ credential: { expiresAt, allowedNetworks, bandwidthKilobytes } }: CredentialProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return (
    <Stack gap={2} align="flex-start">
      {expiresAt !== null &&
        (isOver ? (
          <StatusBadge color="off" icon="clock" size="md">
            {t('fileAccess.credentials.expired', { date: formatLastDay(expiresAt, language) })}
          </StatusBadge>
        ) : (
          <Text size="sm">{t('fileAccess.credentials.until', { date: formatLastDay(expiresAt, language) })}</Text>
        ))}
      {allowedNetworks.length > 0 && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('fileAccess.credentials.networks', { networks: allowedNetworks.join(', ') })}
        </Text>
      )}
      {bandwidthKilobytes !== null && (
        <Text size="sm">
          {t('fileAccess.credentials.bandwidth', { rate: formatRate(bandwidthKilobytes, language) })}
        </Text>
      )}
    </Stack>
  );
}

function Proof({ credential: { hasPassword, keys } }: CredentialProps) {
  const { t } = useTranslation();
  const proofs = [
    ...(hasPassword ? [t('fileAccess.credentials.password')] : []),
    ...(keys.length > 0 ? [t('fileAccess.credentials.keys', { count: keys.length })] : []),
  ];
  if (proofs.length > 0) {
    return (
      <Text size="sm" c="dimmed">
        {proofs.join(', ')}
      </Text>
    );
  }
  return (
    <StatusBadge color="amber" icon="warning" size="md">
      {t('fileAccess.credentials.noProof')}
    </StatusBadge>
  );
}

function LastUsed({ credential: { lastUsed } }: CredentialProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (lastUsed === null) return t('fileAccess.credentials.never');
  return (
    <Stack gap={2}>
      <span>
        {formatDate(lastUsed.at, language)}, {formatHour(lastUsed.at, language)}
      </span>
      <CameFrom {...lastUsed} />
    </Stack>
  );
}
