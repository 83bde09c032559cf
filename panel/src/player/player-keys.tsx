import { ActionIcon, Group, Kbd, Popover, Stack, Text } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import { nextSpeed, type Playback } from './playback.ts';

/** Step of the skip buttons and the arrow keys. */
export const SKIP_SECONDS = 10;

interface PlayerActions {
  playback: Playback;
  durationMs: number;
  speed: number;
  onSpeed: (speed: number) => void;
  onClose: () => void;
  onLoop: () => void;
  onSkipSilence: () => void;
  onNotes: () => void;
  onHelp: () => void;
  onMute: (party: 'caller' | 'callee') => void;
}

/** Elements in which keys are text, or move the element's own value. */
const OWN_KEYS = 'select, textarea, [contenteditable], input:not([type=range]), [role=slider]:not(input)';

/**
 * Keyboard control of the player. It works only while the focus is in the player (WCAG 2.1.4), and leaves the keys that
 * the focused element needs to that element.
 */
export function handlePlayerKey(event: KeyboardEvent, actions: PlayerActions): void {
  const target = event.target as HTMLElement;
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (target.matches(OWN_KEYS) && event.key !== 'Escape') return;
  if (event.key === ' ' && target.matches('button, a')) return;
  const act = actionOf(event.key, actions);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actionOf(key: string, actions: PlayerActions): (() => void) | undefined {
  const { playback, durationMs, speed, onSpeed, onClose, onMute } = actions;
  const byKey: Record<string, () => void> = {
    ' ': playback.toggle,
    k: playback.toggle,
    ArrowLeft: () => playback.skip(-SKIP_SECONDS),
    ArrowRight: () => playback.skip(SKIP_SECONDS),
    Home: () => playback.seek(0),
    End: () => playback.seek(durationMs / 1000),
    '-': () => onSpeed(nextSpeed(speed, -1)),
    '+': () => onSpeed(nextSpeed(speed, 1)),
    '=': () => onSpeed(nextSpeed(speed, 1)),
    l: actions.onLoop,
    s: actions.onSkipSilence,
    n: actions.onNotes,
    '1': () => onMute('caller'),
    '2': () => onMute('callee'),
    '?': actions.onHelp,
    Escape: onClose,
  };
  return byKey[key.length === 1 ? key.toLowerCase() : key];
}

interface ShortcutHelpProps {
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** Button that lists the player's keys; not on phones. */
export function ShortcutHelp({ opened, onChange }: ShortcutHelpProps) {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  if (narrow) return null;
  const shortcuts = [
    { keys: ['K', t('player.keys.space')], action: t('player.shortcutList.playPause') },
    { keys: ['←', '→'], action: t('player.shortcutList.skip') },
    { keys: ['Home', 'End'], action: t('player.shortcutList.ends') },
    { keys: ['−', '+'], action: t('player.shortcutList.speed') },
    { keys: ['S'], action: t('player.shortcutList.silence') },
    { keys: ['L'], action: t('player.shortcutList.loop') },
    { keys: ['1', '2'], action: t('player.shortcutList.mute') },
    { keys: ['N'], action: t('player.shortcutList.notes') },
    { keys: ['?'], action: t('player.shortcutList.help') },
    { keys: ['Esc'], action: t('player.shortcutList.close') },
  ];
  return (
    <Popover
      width={350}
      position="top-end"
      shadow="md"
      withArrow
      trapFocus
      returnFocus
      opened={opened}
      onChange={onChange}
    >
      <Popover.Target>
        <ActionIcon color="gray" aria-label={t('player.shortcuts')} onClick={() => onChange(!opened)}>
          <Icon name="keyboard" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown
        tabIndex={0}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === '?') onChange(false);
        }}
      >
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
