import { ActionIcon, Group, NativeSelect, Tooltip } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { type Playback, SPEEDS } from './playback.ts';
import { SKIP_SECONDS } from './player-keys.tsx';
import type { Loop } from './use-follow.ts';

export function LoopButton({ loop, onLoop }: { loop: Loop | null; onLoop: () => void }) {
  const { t } = useTranslation();
  const next = loop === null ? 'start' : loop.untilMs === null ? 'end' : 'off';
  const label = t(`player.loop.${next}`);
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={loop === null ? 'subtle' : 'filled'}
        color={loop === null ? 'gray' : 'brand'}
        aria-label={label}
        onClick={onLoop}
      >
        <Icon name="repeat" />
      </ActionIcon>
    </Tooltip>
  );
}

/** Back, play or pause, forward. The play button gets the focus when the player appears. */
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

/** An arrow back or forward around the number of seconds. */
function SkipIcon({ way }: { way: 'back' | 'forward' }) {
  return (
    <svg width={28} height={28} viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <path
        d="M7.5 5.5v4.8h4.8M7.8 10.1a9 9 0 1 1-2.3 4.6"
        transform={way === 'forward' ? 'translate(28) scale(-1 1)' : undefined}
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <text x={14.2} y={19.4} fontSize={9} fontWeight={700} textAnchor="middle" fill="currentColor">
        {SKIP_SECONDS}
      </text>
    </svg>
  );
}

interface SpeedSelectProps {
  speed: number;
  onSpeed: (speed: number) => void;
}

export function SpeedSelect({ speed, onSpeed }: SpeedSelectProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <NativeSelect
      w={92}
      aria-label={t('player.speed')}
      value={String(speed)}
      data={SPEEDS.map((value) => ({ value: String(value), label: `${value.toLocaleString(language)}×` }))}
      onChange={(event) => onSpeed(Number(event.currentTarget.value))}
    />
  );
}
