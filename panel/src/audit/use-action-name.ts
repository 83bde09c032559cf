import { useTranslation } from 'react-i18next';
import { hasText } from '../i18n/has-text.ts';
import { pl } from '../i18n/pl.ts';

/** Gives the words for an audited action; one that has none is shown by its own name. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation();
  return (action) => (hasText(pl.audit.actions, action) ? t(`audit.actions.${action}`) : action);
}
