import { Box, Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { RequestFailed } from '../ui/request-failed.tsx';
import { SecretShownOnce } from '../ui/secret-shown-once.tsx';
import { useNewFtpPassword } from './use-services.ts';

/** Makes a new FTP password after a question, and shows it until its window is closed. */
export function NewFtpPassword() {
  const { t } = useTranslation();
  const [password, setPassword] = useState<string | null>(null);
  const make = useNewFtpPassword(setPassword);
  const ask = () =>
    modals.openConfirmModal({
      title: t('services.ftp.confirmTitle'),
      children: <Text size="sm">{t('services.ftp.confirmText')}</Text>,
      labels: { confirm: t('services.ftp.confirm'), cancel: t('services.ftp.cancel') },
      onConfirm: () => make.mutate({}),
    });
  const forget = () => {
    setPassword(null);
    make.reset();
  };
  return (
    <>
      <Button variant="light" mt="md" leftSection={<Icon name="key" />} loading={make.isPending} onClick={ask}>
        {t('services.ftp.newPassword')}
      </Button>
      <Box mt="md">
        <RequestFailed error={make.error} />
      </Box>
      <SecretShownOnce
        secret={password}
        texts={{
          title: t('services.ftp.readyTitle'),
          name: t('services.ftp.password'),
          warning: t('services.ftp.readyText'),
          close: t('services.ftp.readyClose'),
        }}
        onClose={forget}
      />
    </>
  );
}
