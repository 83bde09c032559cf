import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberGroup } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { GroupForm } from './group-form.tsx';
import { useNumberGroups } from './use-people.ts';

const TITLE_ID = 'number-groups';

/** "Grupy numerów": named lists of numbers, whose calls people can be limited to. */
export function GroupsCard() {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<NumberGroup | 'new' | null>(null);
  const groups = useNumberGroups();
  const close = () => setEdited(null);
  const columns: Column<NumberGroup>[] = [
    { label: t('people.groups.name'), cell: ({ name }) => <strong>{name}</strong> },
    {
      label: t('people.numbersLabel'),
      cell: ({ numbers }) => numbers.map(formatPhoneNumber).join(', ') || t('people.noCalls'),
    },
    {
      label: t('people.columns.actions'),
      cell: (group) => (
        <Button
          size="xs"
          variant="light"
          aria-label={t('people.groups.changeOf', { name: group.name })}
          onClick={() => setEdited(group)}
        >
          {t('people.change')}
        </Button>
      ),
    },
  ];
  if (groups.error !== null) return <LoadError error={groups.error} onRetry={() => void groups.refetch()} />;
  const rows = groups.data?.groups ?? [];
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="lg">
        <div style={{ flex: '1 1 240px' }}>
          <Title order={2} id={TITLE_ID}>
            {t('people.groups.title')}
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t('people.groups.lead')}
          </Text>
        </div>
        <Button variant="light" leftSection={<Icon name="plus" size={16} />} onClick={() => setEdited('new')}>
          {t('people.groups.add')}
        </Button>
      </Group>
      {rows.length > 0 && (
        <DataList label={t('people.groups.title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
      )}
      <Dialog
        opened={edited !== null}
        onClose={close}
        title={t(edited === 'new' ? 'people.groups.add' : 'people.groups.edit')}
      >
        {edited !== null && <GroupForm group={edited === 'new' ? undefined : edited} onClose={close} />}
      </Dialog>
    </Paper>
  );
}
