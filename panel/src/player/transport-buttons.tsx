import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { SKIP_SECONDS } from './player-keys.ts';
import { SkipIcon } from './skip-icon.tsx';
import type { Playback } from './use-playback.ts';

/** Back, play or pause, forward. The middle one takes the focus when the player appears. */
export function TransportButtons({ playback }: { playback: Playback }) {
  const { t } = useTranslation();
  const playButton = useRef<HTMLButtonElement>(null);
  useEffect(() => playButton.current?.focus({ preventScroll: true }), []);
  const running = playback.state === 'playing' || playback.state === 'waiting';
  const playLabel = t(running ? 'player.pause' : 'player.play');
  return (
    <Group gap={6} wrap="nowrap" style={{ gridArea: 'transport' }}>
      <Tooltip label={t('player.back')}>
        <ActionIcon size="xl" color="gray" aria-label={t('player.back')} onClick={() => playback.skip(-SKIP_SECONDS)}>
          <SkipIcon way="back" />
        </ActionIcon>
      </Tooltip>
      <ActionIcon
        ref={playButton}
        size="xl"
        radius={999}
        variant="filled"
        aria-label={playLabel}
        aria-busy={playback.state === 'waiting'}
        onClick={playback.toggle}
      >
        <Icon name={running ? 'pause' : 'play'} size={22} />
      </ActionIcon>
      <Tooltip label={t('player.forward')}>
        <ActionIcon size="xl" color="gray" aria-label={t('player.forward')} onClick={() => playback.skip(SKIP_SECONDS)}>
          <SkipIcon way="forward" />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
