import { useTranslation } from 'react-i18next';

/** Gives the words for the reason why a call has no recording; one that the panel does not know, as it came. */
export function useReason(): (reason: string) => string {
  const { t, i18n } = useTranslation();
  return (reason) => {
    const key = `recording.noneBecause.${reason}`;
    return i18n.exists(key) ? t(key as 'recording.noneBecause.recording-off') : reason;
  };
}
