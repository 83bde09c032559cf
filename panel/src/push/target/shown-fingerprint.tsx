import { Alert, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushTargetTest } from '../../api/client.ts';
import { Icon } from '../../ui/icon.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { TargetKind } from './target-values.ts';

interface ShownFingerprintProps {
  test: Pick<PushTargetTest, 'fingerprint' | 'refusedFingerprint'>;
  kind: TargetKind;
  confirmed: string;
  onConfirm: ((fingerprint: string) => void) | null;
}

/** By what the server showed itself, and the button that says it is the right one. */
export function ShownFingerprint({ test, kind, confirmed, onConfirm }: ShownFingerprintProps) {
  const { t } = useTranslation();
  const { fingerprint, refusedFingerprint: refused } = test;
  if (refused !== null) {
    return (
      <Alert color="amber" icon={<Icon name="shield" />} title={t('push.test.refusedTitle')}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t('push.test.refusedText')}</Text>
          <Fingerprint value={refused} />
          {onConfirm !== null && <ConfirmButton onClick={() => onConfirm(refused)} />}
        </Stack>
      </Alert>
    );
  }
  if (fingerprint === null) return null;
  return (
    <Stack gap={6} align="flex-start">
      <Fingerprint value={fingerprint} />
      {confirmed === fingerprint && (
        <StatusBadge color="on" icon="shield" size="md">
          {t('push.test.confirmed')}
        </StatusBadge>
      )}
      {/* A certificate is renewed, and its authority vouches for it; a host key has nobody else who does. */}
      {kind === 'sftp' && confirmed === '' && onConfirm !== null && (
        <>
          <Text size="sm">{t('push.test.unconfirmedText')}</Text>
          <ConfirmButton onClick={() => onConfirm(fingerprint)} />
        </>
      )}
    </Stack>
  );
}

function Fingerprint({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {t('push.test.fingerprint')}: <code>{value}</code>
    </Text>
  );
}

function ConfirmButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="light" size="xs" leftSection={<Icon name="shield" size={16} />} onClick={onClick}>
      {t('push.test.confirm')}
    </Button>
  );
}
