import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../api/client.ts';
import { hasText } from '../i18n/has-text.ts';
import { pl } from '../i18n/pl.ts';

/** Gives who did it: a user or an FTP account by its login, what is no person in words. */
export function useActorName(): (event: Pick<AuditEvent, 'actor' | 'actorLogin'>) => string {
  const { t } = useTranslation();
  return ({ actor, actorLogin }) =>
    actorLogin ?? (hasText(pl.audit.actors, actor) ? t(`audit.actors.${actor}`) : actor);
}
