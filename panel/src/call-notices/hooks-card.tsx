import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallHook } from '../api/client.ts';
import { formatWhen } from '../format/when.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Card } from '../ui/card.tsx';
import { SecretShownOnce } from '../ui/copyable.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { HookDeliveries } from './hook-deliveries.tsx';
import { HookForm } from './hook-form.tsx';
import { useHooks } from './use-call-notices.ts';

type Opened = { readonly what: 'form' | 'log'; readonly hook: CallHook | undefined };

/** The company's programs that get an event of each call. */
export function HooksCard() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const hooks = useHooks();
  const columns = useColumns(setOpened);
  const close = () => setOpened(null);
  if (hooks.isPending) return <ListSkeleton label={t('callNotices.hooks.loading')} />;
  if (hooks.isError) return <LoadError error={hooks.error} onRetry={() => void hooks.refetch()} />;
  const rows = hooks.data.hooks;
  const add = (
    <Button
      variant="default"
      leftSection={<Icon name="plus" size={16} />}
      onClick={() => setOpened({ what: 'form', hook: undefined })}
    >
      {t('callNotices.hooks.add')}
    </Button>
  );
  return (
    <Card title={t('callNotices.hooks.title')} lead={t('callNotices.hooks.lead')} aside={rows.length > 0 && add} list>
      {rows.length === 0 ? (
        <EmptyMessage icon="send" title={t('callNotices.hooks.empty.title')} text={t('callNotices.hooks.empty.text')}>
          {add}
        </EmptyMessage>
      ) : (
        <DataList label={t('callNotices.hooks.title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
      )}
      <Dialog
        opened={opened?.what === 'form'}
        onClose={close}
        size="lg"
        title={t(opened?.hook === undefined ? 'callNotices.hooks.addTitle' : 'callNotices.hooks.editTitle')}
      >
        {opened?.what === 'form' && <HookForm hook={opened.hook} onClose={close} onSecret={setSecret} />}
      </Dialog>
      <Dialog opened={opened?.what === 'log'} onClose={close} size="xl" title={t('callNotices.log.title')}>
        {opened?.what === 'log' && opened.hook !== undefined && <HookDeliveries hook={opened.hook} />}
      </Dialog>
      <SecretShownOnce
        secret={secret}
        texts={{
          title: t('callNotices.secret.title'),
          name: t('callNotices.secret.name'),
          warning: t('callNotices.secret.warning'),
          close: t('callNotices.secret.close'),
        }}
        onClose={() => setSecret(null)}
      />
    </Card>
  );
}

function useColumns(open: (opened: Opened) => void): Column<CallHook>[] {
  const { t } = useTranslation();
  return [
    {
      label: t('callNotices.hooks.columns.name'),
      cell: ({ name, url }) => (
        <Stack gap={0}>
          <strong>{name}</strong>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Text>
        </Stack>
      ),
    },
    {
      label: t('callNotices.hooks.columns.events'),
      cell: ({ events, withNumbers }) =>
        [
          ...events.map((event) => t(`callNotices.events.${event}`)),
          t(withNumbers ? 'callNotices.hooks.withNumbers' : 'callNotices.hooks.withoutNumbers'),
        ].join(' · '),
    },
    { label: t('callNotices.hooks.columns.state'), cell: (hook) => <State hook={hook} /> },
    {
      label: t('callNotices.hooks.columns.actions'),
      cell: (hook) => (
        <Group gap="xs">
          <Button
            size="xs"
            variant="light"
            aria-label={t('callNotices.log.openOf', { name: hook.name })}
            onClick={() => open({ what: 'log', hook })}
          >
            {t('callNotices.log.open')}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={t('callNotices.changeOf', { name: hook.name })}
            onClick={() => open({ what: 'form', hook })}
          >
            {t('callNotices.change')}
          </Button>
        </Group>
      ),
    },
  ];
}

function State({ hook: { enabled, failingSince, dropped } }: { hook: CallHook }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const sign = !enabled
    ? ({ color: 'gray', icon: 'close', text: t('callNotices.off') } as const)
    : failingSince === null
      ? ({ color: 'on', icon: 'check', text: t('callNotices.on') } as const)
      : ({ color: 'off', icon: 'warning', text: t('callNotices.hooks.failing') } as const);
  return (
    <Stack gap={4} align="flex-start">
      <StatusBadge color={sign.color} icon={sign.icon}>
        {sign.text}
      </StatusBadge>
      {failingSince !== null && (
        <Text size="sm">
          {t(enabled ? 'callNotices.hooks.failingSince' : 'callNotices.hooks.switchedOff', {
            when: formatWhen(failingSince, language),
          })}
        </Text>
      )}
      {dropped > 0 && (
        <Alert color="amber" p="xs" icon={<Icon name="warning" />}>
          {t('callNotices.hooks.dropped', { count: dropped })}
        </Alert>
      )}
    </Stack>
  );
}
