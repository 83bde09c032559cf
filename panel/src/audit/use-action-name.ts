import { useTranslation } from 'react-i18next';
import { pl } from '../i18n/pl.ts';

type KnownAction = keyof typeof pl.audit.actions;

/** Gives the words for an audited action; one that has none is shown by its own name. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation();
  return (action) => (isKnown(action) ? t(`audit.actions.${action}`) : action);
}

function isKnown(action: string): action is KnownAction {
  return Object.hasOwn(pl.audit.actions, action);
}
