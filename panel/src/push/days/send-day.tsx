import { Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import type { PushDayReport } from '../../api/client.ts';
import { formatFileSize } from '../../format/file-size.ts';
import { warsawDay } from '../../format/warsaw-time.ts';
import { useLanguage } from '../../i18n/use-language.ts';
import { mayChangeServices } from '../../session/rights.ts';
import { useSession } from '../../session/session.ts';
import { Icon } from '../../ui/icon.tsx';
import { RequestFailed } from '../../ui/request-failed.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { useSendDay } from '../use-push.ts';

/** What is missing of a day is sent by one press, all of it again after a question; by the admin. */
export function SendDay({ report }: { report: PushDayReport }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const notices = useNotices();
  const send = useSendDay(() => notices.done(t('push.day.begun')));
  const { day, gaps, recordings, sizeBytes } = report;
  const isOver = day < warsawDay(new Date());
  if (!mayChangeServices(useSession().user) || recordings === 0 || !isOver) return null;
  const begin = (what: 'gaps' | 'all') => send.mutate({ params: { path: { day } }, body: { what } });
  const ask = () =>
    modals.openConfirmModal({
      title: t('push.day.sendAllTitle'),
      children: (
        <Text size="sm">{t('push.day.sendAllText', { recordings, size: formatFileSize(sizeBytes, language) })}</Text>
      ),
      labels: { confirm: t('push.day.confirm'), cancel: t('push.day.cancel') },
      onConfirm: () => begin('all'),
    });
  return (
    <Stack gap="sm">
      <Group>
        {gaps > 0 && (
          <Button leftSection={<Icon name="send" />} loading={send.isPending} onClick={() => begin('gaps')}>
            {t('push.day.sendGapsCount', { gaps })}
          </Button>
        )}
        <Button variant="default" leftSection={<Icon name="refresh" />} loading={send.isPending} onClick={ask}>
          {t('push.day.sendAll')}
        </Button>
      </Group>
      <RequestFailed error={send.error} />
    </Stack>
  );
}
