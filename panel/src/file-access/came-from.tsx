import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileDoor } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './file-access.module.css';

interface CameFromProps {
  address: string;
  door: FileDoor;
  encrypted: boolean;
}

/** From where and how somebody came in. FTP over TLS is FTPS; a clear mark says that nothing was encrypted. */
export function CameFrom({ address, door, encrypted }: CameFromProps) {
  const { t } = useTranslation();
  return (
    <Stack gap={2}>
      <span className={classes.address}>{address}</span>
      <Group gap={6}>
        <Text component="span" size="sm">
          {t(`fileAccess.doors.${door === 'ftp' && encrypted ? 'ftps' : door}`)}
        </Text>
        {encrypted ? (
          <Text component="span" size="sm" c="dimmed" className={classes.encrypted}>
            <Icon name="lock" size={14} />
            {t('fileAccess.encrypted')}
          </Text>
        ) : (
          <StatusBadge color="off" icon="warning" size="md">
            {t('fileAccess.unencrypted')}
          </StatusBadge>
        )}
      </Group>
    </Stack>
  );
}
