import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallTimeline } from '../api/client.ts';
import { formatDecimal, formatDuration, formatFileSize, formatShare } from '../format/numbers.ts';
import { formatDate, formatDay, formatTime } from '../format/warsaw-time.ts';
import { hasText, useLanguage } from '../i18n/i18n.ts';
import { pl } from '../i18n/pl.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import classes from './timeline.module.css';

type Step = CallTimeline['steps'][number];

interface StepItemProps {
  step: Step;
  /** Of a call with several recordings: which; else null. */
  nth: number | null;
}

/** A step: its name and state, when, and what is known of it. */
export function StepItem({ step, nth }: StepItemProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const lines = useStepLines()(step);
  const isWanted = AS_WANTED.some((reason) => reason === step.reason);
  const name = step.state === 'missing' || step.state === 'failed' ? failedName(step) : null;
  return (
    <li className={classes.step} data-state={isWanted ? 'planned' : step.state}>
      <span className={classes.mark}>
        <Icon name={isWanted ? 'info' : STATE_ICONS[step.state]} size={14} />
      </span>
      <div className={classes.body}>
        <Text size="sm" fw={600}>
          {name === null ? t(`timeline.step.${step.step}`) : t(`timeline.missingStep.${name}`)}
          <Text span size="xs" c="dimmed" fw={400}>
            {' '}
            {!isWanted && `· ${t(`timeline.states.${step.state}`)}`}
            {nth !== null && ` · ${t('timeline.nth', { nth })}`}
          </Text>
        </Text>
        {step.at !== null && (
          <Text size="xs" c="dimmed">
            <time dateTime={step.at}>
              {formatDate(step.at, language)} {formatTime(step.at, language)}
            </time>
          </Text>
        )}
        {lines.map((line) => (
          <Text key={line} size="sm">
            {line}
          </Text>
        ))}
      </div>
    </li>
  );
}

/** The customer's own rules decided so: nothing has failed. */
export const AS_WANTED = ['rule', 'not-kept'] as const;

const STATE_ICONS: Record<Step['state'], IconName> = {
  done: 'check',
  running: 'refresh',
  failed: 'warning',
  missing: 'close',
  planned: 'clock',
};

/** The step has another name when it did not happen. */
function failedName({ step }: Step): keyof typeof pl.timeline.missingStep | null {
  return hasText(pl.timeline.missingStep, step) ? step : null;
}

function useStepLines(): (step: Step) => string[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const at = (instant: string): string => `${formatDate(instant, language)} ${formatTime(instant, language)}`;
  const reasonLine = ({ step, reason, days }: Step): string[] => {
    if (reason === null) return [];
    if (step === 'deletion' && hasText(pl.timeline.deletion, reason))
      return [t(`timeline.deletion.${reason}`, { days: days ?? 0 })];
    if (hasText(pl.recording.flagDetails, reason)) return [t(`recording.flagDetails.${reason}`)];
    return hasText(pl.timeline.verdicts, reason) ? [t(`timeline.verdicts.${reason}.title`)] : [];
  };
  const packageLine = ({ package: pack }: Step): string[] => {
    if (pack === null) return [];
    return [
      t('timeline.package', { day: formatDay(pack.day, language) }),
      ...(pack.errorCode === null ? [] : [t('timeline.packageFailed')]),
    ];
  };
  return (step) => [
    ...(step.by === null ? [] : [t(`timeline.by.${step.by}`)]),
    ...(step.channel === null ? [] : [t(`quality.channel.${step.channel}`)]),
    ...(step.count !== null && step.count > 1 ? [t('timeline.times', { count: step.count })] : []),
    ...(step.until === null
      ? []
      : [t(step.count === null ? 'timeline.until' : 'timeline.last', { at: at(step.until) })]),
    ...(step.durationMs === null || step.sizeBytes === null
      ? []
      : [`${formatDuration(step.durationMs)}, ${formatFileSize(step.sizeBytes, language)}`]),
    ...(step.legs ?? []).map(({ channel, packets, lost, jitterMs }) => {
      const of = { channel: t(`quality.channel.${channel}`) };
      if (packets === 0) return t('timeline.legSilent', of);
      const percent = formatShare(lost, packets + lost, language);
      return t('timeline.leg', { ...of, packets, lost, percent, jitter: formatDecimal(jitterMs, language) });
    }),
    ...packageLine(step),
    ...reasonLine(step),
  ];
}
