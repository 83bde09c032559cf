import { ActionIcon, Divider, Group, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatMonth, warsawDay } from '../../format/warsaw-time.ts';
import { addMonths, type Month, monthOf } from '../../format/month.ts';
import { useLanguage } from '../../i18n/use-language.ts';
import { EmptyMessage } from '../../ui/empty-message.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { LoadError } from '../../ui/load-error.tsx';
import { useNarrowScreen } from '../../ui/use-narrow-screen.ts';
import { usePushMonth } from '../use-push.ts';
import { MonthList } from './month-list.tsx';
import { MonthTable } from './month-table.tsx';

const TITLE_ID = 'push-calendar';

interface CalendarProps {
  month: Month;
  onMonth: (month: Month) => void;
}

/** What became of each day of a month; a day leads to all about it. */
export function Calendar({ month, onMonth }: CalendarProps) {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  const found = usePushMonth(month);
  const days = found.data?.days ?? [];
  const isEmpty = days.every(({ state }) => state === 'not-due');
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} p="lg">
      <Group justify="space-between">
        <Title order={2} id={TITLE_ID}>
          {t('push.calendar.title')}
        </Title>
        <MonthSwitch month={month} onMonth={onMonth} />
      </Group>
      <Divider my="md" />
      {found.isPending && <ListSkeleton label={t('push.calendar.loading')} />}
      {found.isError && <LoadError error={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && isEmpty && (
        <EmptyMessage icon="calendar" title={t('push.calendar.empty.title')} text={t('push.calendar.empty.text')} />
      )}
      {found.data !== undefined && !isEmpty && (
        <>
          {narrow ? <MonthList days={days} /> : <MonthTable month={month} days={days} />}
          <Text size="sm" c="dimmed" mt="md">
            {t('push.calendar.explained')}
          </Text>
        </>
      )}
    </Paper>
  );
}

function MonthSwitch({ month, onMonth }: CalendarProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const isLast = month >= monthOf(warsawDay(new Date()));
  return (
    <Group gap="xs" wrap="nowrap">
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('push.calendar.previous')}
        onClick={() => onMonth(addMonths(month, -1))}
      >
        <span style={{ display: 'flex', rotate: '90deg' }}>
          <Icon name="chevron" />
        </span>
      </ActionIcon>
      <Text fw={600} miw={140} ta="center" aria-live="polite">
        {formatMonth(month, language)}
      </Text>
      <ActionIcon
        variant="default"
        size="lg"
        disabled={isLast}
        aria-label={t('push.calendar.next')}
        onClick={() => onMonth(addMonths(month, 1))}
      >
        <span style={{ display: 'flex', rotate: '-90deg' }}>
          <Icon name="chevron" />
        </span>
      </ActionIcon>
    </Group>
  );
}
