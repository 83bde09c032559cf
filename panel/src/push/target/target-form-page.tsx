import { Anchor, Paper, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { mayChangeServices } from '../../session/rights.ts';
import { useSession } from '../../session/session.ts';
import { EmptyMessage } from '../../ui/empty-message.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { LoadError } from '../../ui/load-error.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { usePushSetup } from '../use-push.ts';
import { TargetFormSheet } from './target-form-sheet.tsx';

/** Where the admin sets up the target; `onDone` leads back to the push. */
export function TargetFormPage({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const admin = mayChangeServices(useSession().user);
  const setup = usePushSetup();
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/account/push" {...props} />}>
        ← {t('push.form.back')}
      </Anchor>
      <PageHeader title={t('push.form.title')} />
      {!admin && (
        <Paper>
          <EmptyMessage icon="lock" title={t('push.target.title')} text={t('push.adminOnly')} />
        </Paper>
      )}
      {admin && setup.isPending && <ListSkeleton label={t('push.loading')} />}
      {admin && setup.isError && <LoadError error={setup.error} onRetry={() => void setup.refetch()} />}
      {admin && setup.data !== undefined && <TargetFormSheet setup={setup.data} onDone={onDone} />}
    </Stack>
  );
}
