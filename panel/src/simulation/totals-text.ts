import { useTranslation } from 'react-i18next';
import type { RetentionSimulation } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';

type Totals = RetentionSimulation['stored'];

const MINUTE_MS = 60_000;

/** Recordings, minutes and size in one line. */
export function useTotalsText(): (totals: Totals) => string {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = new Intl.NumberFormat(language, { useGrouping: 'always' });
  return ({ recordings, durationMs, bytes }) =>
    t('simulation.totals', {
      recordings,
      minutes: number.format(Math.round(durationMs / MINUTE_MS)),
      size: bytes === 0 ? '0 kB' : formatFileSize(bytes, language),
    });
}
