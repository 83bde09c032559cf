import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DeskContext, OPERATOR_DESK } from '../rodo/desk.ts';
import { NewRequestButton } from '../rodo/new-request.tsx';
import { RequestPage } from '../rodo/request-page.tsx';
import { Requests } from '../rodo/rodo-page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useTenants } from './use-operator.ts';

const route = getRouteApi('/signed-in/operator/rodo/$id');

/** "RODO": the requests of data subjects that the operator handles for its customers. */
export function OperatorRodoPage() {
  const { t } = useTranslation();
  const tenants = useTenants().data?.tenants;
  return (
    <DeskContext value={OPERATOR_DESK}>
      <Stack>
        <PageHeader title={t('rodo.title')} lead={t('rodo.operatorLead')}>
          {tenants !== undefined && <NewRequestButton tenants={tenants} />}
        </PageHeader>
        <Requests tenantNames={useTenantNames()} />
      </Stack>
    </DeskContext>
  );
}

export function OperatorRodoRequestPage() {
  const { id } = route.useParams();
  return (
    <DeskContext value={OPERATOR_DESK}>
      <RequestPage id={id} tenantNames={useTenantNames()} />
    </DeskContext>
  );
}

function useTenantNames(): ReadonlyMap<string, string> {
  const tenants = useTenants().data?.tenants ?? [];
  return new Map(tenants.map(({ id, name }) => [id, name]));
}
