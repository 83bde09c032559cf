import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileAccess } from '../api/client.ts';
import { CopyableCode } from '../ui/copyable.tsx';

/** Fingerprints of the SFTP host keys, and their records for the DNS. */
export function HostKeys({ keys }: { keys: FileAccess['hostKeys'] }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" pt={8} pb={4}>
      <Text size="sm">{t('fileAccess.hostKeys.lead')}</Text>
      {keys.map(({ type, fingerprint }) => (
        <div key={fingerprint}>
          <Text size="xs" c="dimmed" fw={600} mb={2}>
            {type}
          </Text>
          <CopyableCode value={fingerprint} what={t('fileAccess.hostKeys.fingerprintOf', { type })} size="sm" />
        </div>
      ))}
      <Text size="xs" c="dimmed" fw={600} mt={4}>
        {t('fileAccess.hostKeys.sshfp')}
      </Text>
      <CopyableCode
        value={keys.map(({ sshfp }) => sshfp).join('\n')}
        what={t('fileAccess.hostKeys.sshfpName')}
        size="sm"
      />
    </Stack>
  );
}
