import { useTranslation } from 'react-i18next';

/** Failures that need words of their own; others are named as they are. */
const NAMED = [
  'target-forbidden',
  'unreachable',
  'refused',
  'certificate-invalid',
  'certificate-expired',
  'timeout',
  'connection-lost',
  'not-set-up',
  'source-failed',
] as const;

/** Why a program did not accept an event, and what to do. */
export function useFailureText(): (failure: string) => string {
  const { t } = useTranslation();
  return (failure) => {
    const status = /^status (\d+)$/.exec(failure)?.[1];
    if (status !== undefined) return t('callNotices.failures.status', { status });
    const named = NAMED.find((one) => one === failure);
    return named === undefined ? t('callNotices.failures.other', { failure }) : t(`callNotices.failures.${named}`);
  };
}
