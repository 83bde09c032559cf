import { Box, Button, Divider, Paper, Stack, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Services } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayChangeServices, useSession } from '../session/session.ts';
import { CopyButton, SecretShownOnce } from '../ui/copyable.tsx';
import { RequestFailed } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import classes from './ftp-card.module.css';
import { useNewFtpPassword } from './use-services.ts';

const TITLE_ID = 'ftp-credentials';

type Ftp = Services['ftp'];

/** FTP address, port and login. */
export function FtpCard({ ftp }: { ftp: Ftp }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const admin = mayChangeServices(user);
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} p="lg">
      <Title order={2} id={TITLE_ID}>
        {t('services.ftp.title')}
      </Title>
      <Text size="sm" c="dimmed" mt={4} maw={680}>
        {t('services.ftp.lead')}
      </Text>
      <Divider my="md" />
      {ftp !== null && <Credentials ftp={ftp} />}
      {ftp === null && <Text size="sm">{t(admin ? 'services.ftp.noAccount' : 'services.ftp.adminOnly')}</Text>}
      {admin && <NewFtpPassword />}
    </Paper>
  );
}

function Credentials({ ftp }: { ftp: NonNullable<Ftp> }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const changed = ftp.passwordChangedAt;
  const when = { date: formatDate(changed, language), time: formatHour(changed, language) };
  return (
    <Stack gap="md">
      <dl className={classes.list}>
        <Credential name={t('services.ftp.address')} value={ftp.address} />
        <Credential name={t('services.ftp.port')} value={String(ftp.port)} />
        <Credential name={t('services.ftp.login')} value={ftp.login} />
      </dl>
      <Text size="sm" c="dimmed">
        {t('services.ftp.passwordHidden')} {t('services.ftp.passwordChangedAt', when)}
      </Text>
    </Stack>
  );
}

function Credential({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.credential}>
      <dt className={classes.name}>{name}</dt>
      <dd className={classes.value}>
        <code>{value}</code>
        <CopyButton value={value} what={name} />
      </dd>
    </div>
  );
}

/** Generates a new FTP password after a confirmation and shows it until the dialog is closed. */
function NewFtpPassword() {
  const { t } = useTranslation();
  const [password, setPassword] = useState<string | null>(null);
  const make = useNewFtpPassword(setPassword);
  const ask = () =>
    modals.openConfirmModal({
      title: t('services.ftp.confirmTitle'),
      children: <Text size="sm">{t('services.ftp.confirmText')}</Text>,
      labels: { confirm: t('services.ftp.confirm'), cancel: t('dialog.cancel') },
      onConfirm: () => make.mutate({}),
    });
  const close = () => {
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
        onClose={close}
      />
    </>
  );
}
