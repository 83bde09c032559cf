import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { useNotices } from '../ui/feedback.tsx';
import { useQuestion } from '../ui/question.tsx';
import { type ShareLink, useRevokeLink } from './use-share-links.ts';

/** Links with their uses, and a button that revokes each valid one. */
export function LinkList({ links }: { links: readonly ShareLink[] }) {
  const { t } = useTranslation();
  return <DataList label={t('share.list')} columns={useColumns()} rows={links} rowKey={({ id }) => id} />;
}

function useColumns(): Column<ShareLink>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const instant = (at: string): string => `${formatDate(at, language)} ${formatHour(at, language)}`;
  return [
    {
      label: t('share.columns.label'),
      cell: ({ label, madeBy, madeAt }) => (
        <>
          <strong>{label === '' ? t('share.noLabel') : label}</strong>
          <Text size="sm" c="dimmed">
            {t('share.madeBy', { login: madeBy, at: instant(madeAt) })}
          </Text>
        </>
      ),
    },
    {
      label: t('share.columns.may'),
      cell: ({ download, hasPassword }) => (
        <>
          {t(download ? 'share.mayDownload' : 'share.mayListen')}
          {hasPassword && (
            <Text size="sm" c="dimmed">
              {t('share.withPassword')}
            </Text>
          )}
        </>
      ),
    },
    {
      label: t('share.columns.uses'),
      cell: ({ uses, maxUses, lastUsedAt }) => (
        <>
          {maxUses === null ? uses : t('share.usesOf', { uses, maxUses })}
          {lastUsedAt !== null && (
            <Text size="sm" c="dimmed">
              {t('share.lastUsed', { at: instant(lastUsedAt) })}
            </Text>
          )}
        </>
      ),
    },
    {
      label: t('share.columns.state'),
      cell: ({ state, expiresAt }) => (
        <>
          {t(`share.states.${state}`)}
          {state === 'valid' && (
            <Text size="sm" c="dimmed">
              {t('share.until', { at: instant(expiresAt) })}
            </Text>
          )}
        </>
      ),
    },
    { label: t('share.columns.actions'), cell: (link) => <Revoke link={link} /> },
  ];
}

function Revoke({ link: { id, label, state } }: { link: ShareLink }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const question = useQuestion();
  const revoke = useRevokeLink(() => notices.done(t('share.revoked')));
  if (state === 'revoked' || state === 'expired') return null;
  const ask = () =>
    question({ title: t('share.revokeTitle'), text: t('share.revokeText'), confirm: t('share.revoke') }, () =>
      revoke.mutate({ params: { path: { id } } }, { onError: (error) => notices.failed(error) }),
    );
  return (
    <Button size="xs" variant="light" color="off" aria-label={t('share.revokeOf', { label })} onClick={ask}>
      {t('share.revoke')}
    </Button>
  );
}
