import { Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { usePlayer } from '../player/player-provider.tsx';
import classes from './call-cards.module.css';
import { CallDuration } from './call-duration.tsx';
import { CallFlags } from './call-flags.tsx';
import { CallParties } from './call-parties.tsx';
import { CallTime } from './call-time.tsx';
import { DirectionLabel } from './direction-label.tsx';
import { RecordingCell } from './recording-cell.tsx';

/** The calls as a list of cards, for phones. */
export function CallCards({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list} aria-label={t('calls.caption')}>
      {calls.map((call) => (
        <CallCard key={call.id} call={call} />
      ))}
    </ul>
  );
}

function CallCard({ call }: { call: Call }) {
  const { track } = usePlayer();
  const playing = track !== null && call.recordings.some(({ id }) => id === track.recording.id);
  return (
    <li className={classes.card} data-playing={playing || undefined}>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap">
          <DirectionLabel direction={call.direction} />
          <CallDuration call={call} />
        </Group>
        <CallParties call={call} />
        <Group justify="space-between" gap="xs" mih={36}>
          <CallTime instant={call.startedAt} />
          <RecordingCell call={call} />
        </Group>
        <CallFlags call={call} />
      </Stack>
    </li>
  );
}
