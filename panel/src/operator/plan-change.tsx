import { Alert, Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperatorTenant, TenantList } from '../api/client.ts';
import { newOrderKey } from '../api/order-key.ts';
import { Icon } from '../ui/icon.tsx';
import { RequestFailed } from '../ui/request-failed.tsx';
import { useNotices } from '../ui/use-notices.ts';
import { useChangePlan } from './use-tenants.ts';

interface PlanChangeProps {
  tenant: OperatorTenant;
  plans: TenantList['plans'];
}

/** Gives a tenant another plan, after saying what that ends. */
export function PlanChange({ tenant, plans }: PlanChangeProps) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        variant="light"
        size="xs"
        aria-label={t('operator.tenants.changePlanOf', { name: tenant.name })}
        onClick={dialog.open}
      >
        {t('operator.tenants.changePlan')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('operator.tenants.dialogTitle')}
        closeButtonProps={{ 'aria-label': t('dialog.close') }}
      >
        <PlanForm tenant={tenant} plans={plans} onClose={dialog.close} />
      </Modal>
    </>
  );
}

function PlanForm({ tenant, plans, onClose }: PlanChangeProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [orderKey] = useState(newOrderKey);
  const [plan, setPlan] = useState(tenant.plan ?? plans[0]?.name ?? '');
  const change = useChangePlan(({ name, plan: changed }) => {
    notices.done(t(changed === plan ? 'operator.tenants.changed' : 'operator.tenants.willChange', { name, plan }));
    onClose();
  });
  const endsRecording = plans.some(({ name, includesRecording }) => name === plan && !includesRecording);
  return (
    <Stack>
      <Text fw={600}>{tenant.name}</Text>
      <NativeSelect
        data-autofocus
        label={t('operator.tenants.plan')}
        value={plan}
        onChange={(event) => setPlan(event.currentTarget.value)}
        data={plans.map(({ name }) => name)}
      />
      <Text size="sm">{t('operator.tenants.changesWhen')}</Text>
      {endsRecording && (
        <Alert color="amber" icon={<Icon name="warning" />}>
          {t('operator.tenants.endsRecording')}
        </Alert>
      )}
      <RequestFailed error={change.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('operator.tenants.cancel')}
        </Button>
        <Button
          disabled={plan === tenant.plan}
          loading={change.isPending}
          onClick={() => change.mutate({ params: { path: { id: tenant.id } }, body: { plan, orderKey } })}
        >
          {t('operator.tenants.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}
