import { ActionIcon, Group, Kbd, Stack, Switch, Text, Tooltip } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { type RefObject, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';

/** Keys of one character can be switched off (WCAG 2.1.4): a speech recognition may press them. */
const STORED = 'fonoteka-history-keys';

/** `/` focuses the search, `?` shows the keys; with the button and the window that list them. Not on phones. */
export function HistoryKeys({ searchRef }: { searchRef: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  const [opened, dialog] = useDisclosure(false);
  const [enabled, setEnabled] = useLocalStorage({ key: STORED, defaultValue: true, getInitialValueInEffect: false });
  const { open } = dialog;
  useEffect(() => {
    if (!enabled || narrow) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || isTaken(event.target as Element)) return;
      const act = event.key === '/' ? () => searchRef.current?.select() : event.key === '?' ? open : undefined;
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [enabled, narrow, open, searchRef]);
  if (narrow) return null;
  const keys = [
    { keys: ['/'], action: t('history.keys.search') },
    { keys: ['↓', '↑', 'J', 'K'], action: t('history.keys.rows') },
    { keys: ['Home', 'End'], action: t('history.keys.ends') },
    { keys: ['Enter'], action: t('history.keys.play') },
    { keys: ['?'], action: t('history.keys.help') },
    { keys: ['Esc'], action: t('history.keys.close') },
  ];
  return (
    <>
      <Tooltip label={t('history.keys.button')}>
        <ActionIcon variant="default" size={36} aria-label={t('history.keys.button')} onClick={dialog.open}>
          <Icon name="keyboard" />
        </ActionIcon>
      </Tooltip>
      <Dialog opened={opened} onClose={dialog.close} title={t('history.keys.title')}>
        <Stack gap="sm">
          {keys.map(({ keys: names, action }) => (
            <Group key={action} justify="space-between" wrap="nowrap">
              <Text size="sm">{action}</Text>
              <Group gap={4} wrap="nowrap">
                {names.map((name) => (
                  <Kbd key={name}>{name}</Kbd>
                ))}
              </Group>
            </Group>
          ))}
          <Text size="sm" c="dimmed">
            {t('history.keys.lead')}
          </Text>
          <Switch
            label={t('history.keys.enabled')}
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
          />
        </Stack>
      </Dialog>
    </>
  );
}

/** Where keys are text, or a window is open. */
function isTaken(target: Element): boolean {
  return target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null;
}
