import { Group, Text, Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDecimal } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { StatusBadge } from '../ui/status-badge.tsx';
import type { LiveLevelsFeed, LiveParty } from './live-feed.ts';
import classes from './live-meter.module.css';
import { type LiveGrade, liveQuality, loudnessWord, meterShare, worse } from './live-quality.ts';

interface OfCall {
  feed: LiveLevelsFeed;
  id: string;
}

/** Only what shows the levels of this call is drawn again with them. */
function useLevels({ feed, id }: OfCall) {
  return useSyncExternalStore(
    (viewer) => feed.subscribeLevels(id, viewer),
    () => feed.levelsOf(id),
  );
}

interface MeterProps extends OfCall {
  side: 'caller' | 'callee';
  paused: boolean;
}

/** How loud a party is. Screen readers read it when they come to it: it is not announced. */
export function LevelMeter({ feed, id, side, paused }: MeterProps) {
  const { t } = useTranslation();
  const party = useLevels({ feed, id })?.[side] ?? null;
  const dbfs = party?.dbfs ?? null;
  const word = paused ? 'paused' : wordOf(party);
  const share = dbfs === null || paused ? 0 : meterShare(dbfs);
  const text = t(`live.loudness.${word}`, { codec: party?.codec ?? '' });
  return (
    <div className={classes.party}>
      <div
        className={classes.bar}
        role="meter"
        aria-label={t(`live.level.${side}`)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={text}
      >
        <div className={classes.level} style={{ transform: `scaleX(${share})` }} />
      </div>
      <Text size="xs" c="dimmed" aria-hidden>
        {text}
      </Text>
    </div>
  );
}

function wordOf(party: LiveParty | null) {
  if (party === null) return 'none';
  if (party.dbfs === null) return party.isLevelUnknown ? unknownWord(party) : 'none';
  return loudnessWord(party.dbfs);
}

/** Codecs whose level is known, unless the call is encrypted. */
const READ_CODECS: ReadonlySet<string | null> = new Set(['PCMA', 'PCMU', 'G722', 'L16']);

function unknownWord({ codec }: LiveParty) {
  return codec === null || READ_CODECS.has(codec) ? 'encrypted' : 'unread';
}

const BADGES = {
  good: { color: 'on', icon: 'check' },
  fair: { color: 'amber', icon: 'info' },
  poor: { color: 'off', icon: 'warning' },
  waiting: { color: 'gray', icon: 'info' },
} as const satisfies Record<LiveGrade, { color: string; icon: string }>;

/** How well the packets of a call arrive, of its worse party; the numbers of both in a tooltip. */
export function LiveQualityBadge({ feed, id }: OfCall) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const levels = useLevels({ feed, id });
  const parties = (['caller', 'callee'] as const).flatMap((side) => {
    const party = levels?.[side] ?? null;
    return party === null ? [] : [{ side, quality: liveQuality(party, levels?.before?.[side] ?? null) }];
  });
  const grade = parties.reduce<LiveGrade>((worst, { quality }) => worse(worst, quality.grade), 'waiting');
  const numbers = parties.map(({ side, quality: { codec, lostPercent, jitterMs } }) =>
    t('live.qualityOf', {
      party: t(`live.parties.${side}`),
      codec: codec ?? '–',
      lost: formatDecimal(lostPercent, language),
      jitter: formatDecimal(jitterMs, language),
    }),
  );
  return (
    <Tooltip
      label={numbers.map((line) => <div key={line}>{line}</div>)}
      disabled={numbers.length === 0}
      multiline
      events={{ hover: true, focus: true, touch: true }}
    >
      <Group component="span" gap={0} tabIndex={numbers.length === 0 ? undefined : 0} display="inline-flex">
        <StatusBadge {...BADGES[grade]} size="md">
          {t(`live.quality.${grade}`)}
        </StatusBadge>
      </Group>
    </Tooltip>
  );
}
