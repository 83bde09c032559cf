import { ActionIcon, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useSession } from '../session/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';

const CallTimelineView = lazy(() => import('./call-timeline.tsx').then((file) => ({ default: file.CallTimelineView })));

/** "Gdzie jest moje nagranie?" of one call. The operator's staff have a page of their own. */
export function TimelineButton({ call: { id, startedAt } }: { call: Pick<Call, 'id' | 'startedAt'> }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { tenant } = useSession();
  const [opened, { open, close }] = useDisclosure(false);
  if (tenant === null) return null;
  const at = `${formatDate(startedAt, language)} ${formatHour(startedAt, language)}`;
  return (
    <>
      <Tooltip label={t('timeline.open')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('timeline.openOf', { at })} onClick={open}>
          <Icon name="info" />
        </ActionIcon>
      </Tooltip>
      <Dialog opened={opened} onClose={close} title={t('timeline.title')} size="lg">
        <Suspense fallback={<ListSkeleton label={t('timeline.loading')} />}>
          <CallTimelineView id={id} />
        </Suspense>
      </Dialog>
    </>
  );
}
