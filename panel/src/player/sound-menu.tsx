import { ActionIcon, Group, Popover, Slider, Stack, Switch, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import { MAX_VOLUME, type Party, type PartyVolumes } from './party-sound.ts';

interface SoundMenuProps {
  /** Null: both parties are in one channel. */
  volumes: PartyVolumes | null;
  onVolume: (party: Party, volume: number) => void;
  skipSilence: boolean;
  onSkipSilence: () => void;
}

/** How loud each party is, and whether silence is skipped. */
export function SoundMenu({ volumes, onVolume, skipSilence, onSkipSilence }: SoundMenuProps) {
  const { t } = useTranslation();
  return (
    <Popover width={280} position="top-end" shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={t('player.sound')}>
          <ActionIcon color="gray" aria-label={t('player.sound')}>
            <Icon name="speaker" />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown onKeyDown={(event) => event.stopPropagation()}>
        <Stack gap="md">
          {volumes !== null &&
            (['caller', 'callee'] as const).map((party) => (
              <div key={party}>
                <Group justify="space-between">
                  <Text size="sm">{t(`player.volumeOf.${party}`)}</Text>
                  <Text size="sm" c="dimmed">
                    {Math.round(volumes[party].volume * 100)}%
                  </Text>
                </Group>
                <Slider
                  thumbLabel={t(`player.volumeOf.${party}`)}
                  label={null}
                  min={0}
                  max={MAX_VOLUME}
                  step={0.05}
                  value={volumes[party].volume}
                  onChange={(volume) => onVolume(party, volume)}
                />
              </div>
            ))}
          <Switch label={t('player.skipSilence')} checked={skipSilence} onChange={onSkipSilence} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
