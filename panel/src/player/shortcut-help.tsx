import { ActionIcon, Group, Kbd, Popover, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-narrow-screen.ts';

/** Lists the player's keys, where there is a keyboard to be expected. */
export function ShortcutHelp() {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  if (narrow) return null;
  const shortcuts = [
    { keys: ['K', t('player.keys.space')], action: t('player.shortcutList.playPause') },
    { keys: ['←', '→'], action: t('player.shortcutList.skip') },
    { keys: ['Home', 'End'], action: t('player.shortcutList.ends') },
    { keys: ['−', '+'], action: t('player.shortcutList.speed') },
    { keys: ['Esc'], action: t('player.shortcutList.close') },
  ];
  return (
    <Popover width={330} position="top-end" shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon color="gray" aria-label={t('player.shortcuts')}>
          <Icon name="keyboard" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown tabIndex={0} onKeyDown={(event) => event.stopPropagation()}>
        <Text fw={650}>{t('player.shortcuts')}</Text>
        <Text size="xs" c="dimmed" mb="xs">
          {t('player.shortcutsLead')}
        </Text>
        <Stack gap={6}>
          {shortcuts.map(({ keys, action }) => (
            <Group key={action} justify="space-between" wrap="nowrap">
              <Text size="sm">{action}</Text>
              <Group gap={4} wrap="nowrap">
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </Group>
            </Group>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
