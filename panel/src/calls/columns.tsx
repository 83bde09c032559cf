import { ActionIcon, Checkbox, Popover, Stack, Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';

/** What can be left out of the table; the rest is always there. */
const CHOSEN_COLUMNS = ['direction', 'duration', 'deletion'] as const;
export type ChosenColumn = (typeof CHOSEN_COLUMNS)[number];

const STORED = 'fonoteka-history-hidden-columns';

/** The columns that are left out, kept in this browser: they fit its screen. */
export function useHiddenColumns() {
  return useLocalStorage<readonly ChosenColumn[]>({ key: STORED, defaultValue: [], getInitialValueInEffect: false });
}

/** Chooses the columns of the table; phones have cards. */
export function ColumnsButton() {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  const [hidden, setHidden] = useHiddenColumns();
  if (narrow) return null;
  return (
    <Popover position="bottom-end" shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={t('history.columns.button')}>
          <ActionIcon variant="default" size={36} aria-label={t('history.columns.button')}>
            <Icon name="columns" />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" role="group" aria-label={t('history.columns.button')}>
          {CHOSEN_COLUMNS.map((column) => (
            <Checkbox
              key={column}
              label={t(`history.columns.${column}`)}
              checked={!hidden.includes(column)}
              onChange={(event) => {
                const others = hidden.filter((one) => one !== column);
                setHidden(event.currentTarget.checked ? others : [...others, column]);
              }}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
