import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { QRCodeSVG } from 'qrcode.react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { useSession } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CardSkeleton, LoadError, RequestFailed } from '../ui/feedback.tsx';
import { AskPassword, AskText } from './ask-text.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Large enough for the camera of any telephone. */
const QR_SIZE_PX = 200;

const useSecurity = () => api.useQuery('get', '/api/v1/account/security');

/** Turns one-time codes at sign-in on and off. */
export function TotpCard({ onClosed }: { onClosed?: () => unknown }) {
  const { t } = useTranslation();
  const security = useSecurity();
  const [dialog, setDialog] = useState<'on' | 'off' | null>(null);
  if (security.error !== null) return <LoadError error={security.error} onRetry={() => void security.refetch()} />;
  const totp = security.data?.totp;
  const close = () => {
    setDialog(null);
    void onClosed?.();
  };
  return (
    <Card title={t('security.totp.title')} lead={t('security.totp.lead')}>
      {security.isPending && <CardSkeleton />}
      {totp?.on === false && <Button onClick={() => setDialog('on')}>{t('security.totp.turnOn')}</Button>}
      {totp?.on === true && (
        <Group>
          <Text>{t('security.totp.isOn', { left: totp.recoveryCodesLeft })}</Text>
          <Button variant="default" onClick={() => setDialog('off')}>
            {t('security.totp.turnOff')}
          </Button>
        </Group>
      )}
      <Dialog opened={dialog === 'on'} onClose={close} title={t('security.totp.turnOn')}>
        <TurnOn onDone={close} />
      </Dialog>
      <Dialog opened={dialog === 'off'} onClose={close} title={t('security.totp.turnOff')}>
        <TurnOff onDone={close} />
      </Dialog>
    </Card>
  );
}

/** Password, then QR code and first code, then the recovery codes. */
function TurnOn({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const reload = useReload();
  const { signedInBy, requirement } = useSession();
  // Whoever signs in by a company account need not have a password of ours.
  const needsNoPassword = signedInBy === 'oidc' && requirement === 'set-up-second-factor';
  const begin = api.useMutation('post', '/api/v1/account/totp');
  const confirm = api.useMutation('post', '/api/v1/account/totp/confirm', { onSuccess: reload });
  if (confirm.data !== undefined) return <RecoveryCodes codes={confirm.data.recoveryCodes} onDone={onDone} />;
  if (begin.data === undefined) {
    return needsNoPassword ? (
      <Stack>
        <RequestFailed error={begin.error} />
        <Button loading={begin.isPending} onClick={() => begin.mutate({ body: {} })}>
          {t('security.continue')}
        </Button>
      </Stack>
    ) : (
      <AskPassword request={begin} onSubmit={(password) => begin.mutate({ body: { password } })} />
    );
  }
  const { secret, uri } = begin.data;
  return (
    <AskText
      label={t('security.totp.firstCode')}
      error={confirm.error}
      pending={confirm.isPending}
      onSubmit={(code) => confirm.mutate({ body: { code: code.replaceAll(' ', '') } })}
    >
      <Text size="sm">{t('security.totp.scan')}</Text>
      <QRCodeSVG value={uri} size={QR_SIZE_PX} marginSize={2} title={t('security.totp.qr')} />
      <Text size="sm">
        {t('security.totp.orType')} <Code>{secret}</Code>
      </Text>
    </AskText>
  );
}

function TurnOff({ onDone }: { onDone: () => void }) {
  const reload = useReload();
  const remove = api.useMutation('post', '/api/v1/account/totp/remove', {
    onSuccess: async () => {
      await reload();
      onDone();
    },
  });
  return <AskPassword request={remove} onSubmit={(password) => remove.mutate({ body: { password } })} />;
}

function useReload() {
  const queryClient = useQueryClient();
  const { queryKey } = api.queryOptions('get', '/api/v1/account/security');
  return () => queryClient.invalidateQueries({ queryKey });
}
