import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveCall } from '../api/client.ts';
import { PartyNumber } from '../calls/call-details.tsx';
import { useProblemText } from '../i18n/i18n.ts';
import { usePlayer } from '../player/player-provider.tsx';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Elapsed } from './elapsed.tsx';
import classes from './live-listen.module.css';
import type { HeardCall, Listening } from './use-heard-call.ts';

/** Nothing is heard any more, and it is not tried again by itself. */
const OVER: ReadonlySet<HeardCall['state']> = new Set(['ended', 'failed', 'refused']);

/** Begins to listen to a call, and stops. */
export function ListenButton({ call, listening }: { call: LiveCall; listening: Listening }) {
  const { t } = useTranslation();
  const player = usePlayer();
  const { heard, listen, stop } = listening;
  const isHeard = heard?.call.id === call.id && !OVER.has(heard.state);
  const begin = () => {
    // Two calls at once nobody understands.
    player.close();
    listen(call);
  };
  return (
    <Button
      size="compact-sm"
      variant={isHeard ? 'filled' : 'light'}
      leftSection={<Icon name={isHeard ? 'muted' : 'speaker'} size={16} />}
      onClick={isHeard ? stop : begin}
    >
      {t(isHeard ? 'live.listen.stop' : 'live.listen.begin')}
    </Button>
  );
}

interface HeardBarProps {
  listening: Listening;
  clockOffsetMs: number;
}

/** Who is listened to, at the bottom of the page, with what everybody who listens is to know. */
export function HeardBar({ listening: { heard, listen, stop }, clockOffsetMs }: HeardBarProps) {
  const { t } = useTranslation();
  if (heard === null) return null;
  const { call, state } = heard;
  const isOver = OVER.has(state);
  return (
    <section className={classes.bar} aria-label={t('live.listen.bar')}>
      <Stack gap={2} className={classes.call}>
        <Group gap={8}>
          <PartyNumber number={call.caller} label={t('calls.columns.caller')} />
          <span aria-hidden>→</span>
          <PartyNumber number={call.callee} label={t('calls.columns.callee')} />
        </Group>
        <Text size="sm" c="dimmed">
          {t('live.listen.noted')}
        </Text>
      </Stack>
      <Group gap="sm" className={classes.state}>
        <State heard={heard} />
        {!isOver && <Elapsed since={call.startedAt} clockOffsetMs={clockOffsetMs} />}
      </Group>
      <Group gap="xs">
        {state === 'failed' && (
          <Button size="sm" variant="default" onClick={() => listen(call)}>
            {t('failure.retry')}
          </Button>
        )}
        <Button
          size="sm"
          variant={isOver ? 'default' : 'filled'}
          leftSection={<Icon name={isOver ? 'close' : 'muted'} size={16} />}
          onClick={stop}
        >
          {t(isOver ? 'live.listen.close' : 'live.listen.stop')}
        </Button>
      </Group>
    </section>
  );
}

const BADGES = {
  connecting: { color: 'gray', icon: 'clock' },
  playing: { color: 'on', icon: 'speaker' },
  lost: { color: 'amber', icon: 'warning' },
  ended: { color: 'gray', icon: 'info' },
  failed: { color: 'off', icon: 'warning' },
  refused: { color: 'off', icon: 'lock' },
} as const;

function State({ heard: { state, error } }: { heard: HeardCall }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <div role="status">
      <Group gap="xs">
        {state === 'connecting' && <Loader size="xs" aria-hidden />}
        <StatusBadge {...BADGES[state]}>{t(`live.listen.states.${state}`)}</StatusBadge>
        {state === 'refused' && <Text size="sm">{t('live.listen.rightTaken')}</Text>}
        {error !== null && <Text size="sm">{problemText(error)}</Text>}
      </Group>
    </div>
  );
}
