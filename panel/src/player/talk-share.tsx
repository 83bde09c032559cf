import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Recording } from '../api/client.ts';
import { formatDuration, formatShare } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { talkBars, talkTimeOf } from './talk-time.ts';
import classes from './talk-share.module.css';
import { useWaveform } from './use-waveform.ts';

/** How long each party talked, and how long nobody: bars with words. Nothing where it is not known. */
export function TalkShare({ recording, mixed }: { recording: Recording; mixed: boolean }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { data } = useWaveform(recording.id);
  const { durationMs, talk } = recording;
  const time = talk ?? (data === undefined ? null : talkTimeOf(data));
  if (time === null || durationMs === 0) return null;
  const bars = talkBars(time, durationMs).filter(({ who }) => !mixed || who !== 'callee');
  return (
    <section aria-label={t('player.talk.title')}>
      <dl className={classes.bars}>
        {bars.map(({ who, ms, share }) => (
          <div key={who} data-who={who} className={classes.bar}>
            <dt>{mixed && who === 'caller' ? t('player.talk.both') : t(`player.talk.${who}`)}</dt>
            <dd>
              <span className={classes.track} aria-hidden="true">
                <span style={{ width: `${share * 100}%` }} />
              </span>
              <span>
                {formatShare(ms, durationMs, language)} · {formatDuration(ms)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {talk !== null && talk.longestSilenceMs >= 1000 && (
        <Text size="xs" c="dimmed">
          {t('player.talk.longest', { duration: formatDuration(talk.longestSilenceMs) })}
        </Text>
      )}
    </section>
  );
}
