import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushPackage } from '../../api/client.ts';
import { formatFileSize } from '../../format/numbers.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { type Column, DataList } from '../../ui/data-list.tsx';
import { useExplanation, useDateAndTime } from '../push-failure.tsx';
import { PackageBadge, SendingProgress } from './day-state.tsx';

/** The packages of a day with their states. */
export function Packages({ packages }: { packages: readonly PushPackage[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<PushPackage>[] = [
    {
      label: t('push.day.packages.what'),
      cell: ({ number, kind, form }) => (
        <>
          {t('push.day.packageName', { number, kind: t(`push.day.kinds.${kind}`) })}
          <Text size="xs" c="dimmed">
            {t(`push.forms.${form}`)}
          </Text>
        </>
      ),
    },
    { label: t('push.day.packages.state'), cell: (it) => <State of={it} /> },
    { label: t('push.day.packages.recordings'), numeric: true, cell: ({ recordings }) => recordings },
    {
      label: t('push.day.packages.size'),
      numeric: true,
      cell: ({ sizeBytes }) => formatFileSize(sizeBytes, language),
    },
    { label: t('push.day.packages.delivered'), cell: (it) => <Delivery of={it} /> },
  ];
  return <DataList label={t('push.day.packagesTitle')} columns={columns} rows={packages} rowKey={({ id }) => id} />;
}

function State({ of }: { of: PushPackage }) {
  const { state, notVerified, failure, progress } = of;
  const explained = useExplanation();
  return (
    <Stack gap={4} align="stretch">
      <div>
        <PackageBadge of={of} />
      </div>
      {notVerified !== null && <Text size="xs">{explained(notVerified.explanation)}</Text>}
      {failure !== null && <Text size="xs">{explained(failure.explanation)}</Text>}
      {progress !== null && state === 'sending' && <SendingProgress progress={progress} />}
    </Stack>
  );
}

function Delivery({ of: { deliveredAt, deliveredTo } }: { of: PushPackage }) {
  const { t } = useTranslation();
  const when = useDateAndTime();
  if (deliveredAt === null) return '–';
  return (
    <>
      {t('push.day.deliveredAt', when(deliveredAt))}
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {deliveredTo}
      </Text>
    </>
  );
}
