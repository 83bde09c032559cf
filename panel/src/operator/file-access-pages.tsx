import { Anchor, Stack } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FileAccessDeskContext, operatorDesk } from '../file-access/desk.ts';
import { FailuresCard } from '../file-access/failures-card.tsx';
import { FileAccessCards } from '../file-access/file-access-page.tsx';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { ReadOnlyNote } from './read-only-note.tsx';
import { useCustomer } from './use-customer.ts';

const route = getRouteApi('/signed-in/operator/tenants/$id/file-access');

/** The file access of one tenant: its credentials can be revoked, not made. */
export function CustomerFileAccessPage() {
  const { id } = route.useParams();
  const { t } = useTranslation();
  const { user } = useSession();
  const customer = useCustomer(id);
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/operator/tenants/$id" params={{ id }} {...props} />}>
        ← {customer.data?.name ?? t('operator.customer.title')}
      </Anchor>
      <PageHeader title={t('fileAccess.title')} lead={t('fileAccess.operatorLead')} />
      <ReadOnlyNote />
      <FileAccessDeskContext value={operatorDesk(mayDecideAsOperator(user), id)}>
        <FileAccessCards />
      </FileAccessDeskContext>
    </Stack>
  );
}

/** Failed sign-ins for files by logins that nobody has. */
export function UnknownSignInsPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/operator/tenants" {...props} />}>
        ← {t('operator.customer.back')}
      </Anchor>
      <PageHeader title={t('fileAccess.unknown.title')} lead={t('fileAccess.unknown.lead')} />
      <FileAccessDeskContext value={operatorDesk(mayDecideAsOperator(user))}>
        <FailuresCard />
      </FileAccessDeskContext>
    </Stack>
  );
}
