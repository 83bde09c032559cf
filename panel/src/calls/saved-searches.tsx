import { ActionIcon, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { warsawDay } from '../format/warsaw-time.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { NameField } from '../ui/name-field.tsx';
import {
  type CallSearch,
  changeSearch,
  countFilters,
  quickDates,
  quickDatesOf,
  readCallSearch,
} from './call-search.ts';
import { useForm } from '../ui/use-form.ts';

const PATH = '/api/v1/account/saved-searches';
/** Limit of the API. */
const MAX_NAME_CHARS = 60;

interface SavedSearchesProps {
  search: CallSearch;
  onSearch: (search: CallSearch) => void;
}

/** The filters that the user has saved: to use them, to save these, to remove some. */
export function SavedSearchesMenu({ search, onSearch }: SavedSearchesProps) {
  const { t } = useTranslation();
  const [saving, save] = useDisclosure(false);
  const [managing, manage] = useDisclosure(false);
  const saved = api.useQuery('get', PATH).data?.searches ?? [];
  return (
    <>
      <Menu position="bottom-start" shadow="md" width={280}>
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="chevron" size={16} />}>
            {t('history.saved.button')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {saved.length === 0 && (
            <Text size="sm" c="dimmed" p="xs">
              {t('history.saved.none')}
            </Text>
          )}
          {saved.map((one) => (
            <Menu.Item key={one.id} onClick={() => onSearch(searchOf(one.search))}>
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<Icon name="plus" size={16} />}
            disabled={countFilters(search) === 0}
            onClick={save.open}
          >
            {t('history.saved.save')}
          </Menu.Item>
          {saved.length > 0 && (
            <Menu.Item leftSection={<Icon name="trash" size={16} />} onClick={manage.open}>
              {t('history.saved.manage')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={saving} onClose={save.close} title={t('history.saved.saveTitle')}>
        <SaveForm search={search} onClose={save.close} />
      </Dialog>
      <Dialog opened={managing && saved.length > 0} onClose={manage.close} title={t('history.saved.manageTitle')}>
        <SavedList saved={saved} />
      </Dialog>
    </>
  );
}

type Saved = { readonly id: string; readonly name: string; readonly search: Record<string, unknown> };

/** Days that were chosen by a button move on with the calendar. */
function searchOf(filters: Record<string, unknown>): CallSearch {
  const { period, ...others } = filters;
  const dates = period === undefined ? {} : quickDates(period as 'today', warsawDay(new Date()));
  return readCallSearch({ ...others, ...dates });
}

function filtersOf(search: CallSearch) {
  const period = quickDatesOf(search, warsawDay(new Date()));
  return period === null ? search : { ...changeSearch(search, { from: undefined, to: undefined }), period };
}

function SaveForm({ search, onClose }: { search: CallSearch; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const add = api.useMutation('post', PATH, {
    onSuccess: async ({ name }) => {
      await queryClient.invalidateQueries({ queryKey: ['get', PATH] });
      onClose();
      notices.done(t('history.saved.savedNow', { name }));
    },
  });
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (name) => (name.trim() === '' ? t('history.saved.nameRequired') : null) },
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ name }) => add.mutate({ body: { name: name.trim(), search: filtersOf(search) } }))}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('history.saved.saveLead')}
        </Text>
        <NameField
          data-autofocus
          required
          label={t('history.saved.name')}
          {...form.getInputProps('name')}
          maxLength={MAX_NAME_CHARS}
        />
        <RequestFailed error={add.error} />
        <FormButtons onCancel={onClose} submit={t('history.saved.confirm')} pending={add.isPending} />
      </Stack>
    </form>
  );
}

function SavedList({ saved }: { saved: readonly Saved[] }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const remove = api.useMutation('delete', `${PATH}/{id}`, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['get', PATH] }),
  });
  return (
    <Stack gap="xs">
      {saved.map(({ id, name }) => (
        <Group key={id} justify="space-between" wrap="nowrap">
          <Text style={{ overflowWrap: 'anywhere' }}>{name}</Text>
          <ActionIcon
            color="off"
            aria-label={t('history.saved.remove', { name })}
            onClick={() =>
              remove.mutate(
                { params: { path: { id } } },
                { onSuccess: () => notices.done(t('history.saved.removed', { name })) },
              )
            }
          >
            <Icon name="trash" />
          </ActionIcon>
        </Group>
      ))}
      <RequestFailed error={remove.error} />
    </Stack>
  );
}
