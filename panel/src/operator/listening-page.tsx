import { Button, Checkbox, Group, NativeSelect, Paper, Stack, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { GrantCard, GrantList } from '../listening/grant-card.tsx';
import { useRequestGrant, useStaffGrants } from '../listening/use-listening.ts';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyMessage, ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { recordingState } from './tenant-state.ts';
import { useTenants } from './use-operator.ts';
import { useForm } from '../ui/use-form.ts';

/** "Odsłuch": requests to customers, and what they have granted. */
export function StaffListeningPage() {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const grants = useStaffGrants();
  const rows = grants.data?.grants;
  return (
    <Stack>
      <PageHeader title={t('listening.staff.title')} lead={t('listening.staff.lead')}>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
          {t('listening.staff.ask')}
        </Button>
      </PageHeader>
      {grants.isPending && <ListSkeleton label={t('listening.loading')} />}
      {grants.isError && <LoadError error={grants.error} onRetry={() => void grants.refetch()} />}
      {rows?.length === 0 && (
        <Paper>
          <EmptyMessage
            icon="speaker"
            title={t('listening.staff.empty.title')}
            text={t('listening.staff.empty.text')}
          />
        </Paper>
      )}
      {rows !== undefined && rows.length > 0 && (
        <GrantList>
          {rows.map((grant) => (
            <GrantCard key={grant.id} grant={grant} tenantName={grant.tenantName} recording={grant.recordingId}>
              {grant.usable && (
                <Group mt="md">
                  <Button
                    leftSection={<Icon name="speaker" size={16} />}
                    renderRoot={(props) => <Link to="/operator/listening/$id" params={{ id: grant.id }} {...props} />}
                  >
                    {t('listening.staff.recordings')}
                  </Button>
                </Group>
              )}
            </GrantCard>
          ))}
        </GrantList>
      )}
      <Dialog opened={opened} onClose={dialog.close} title={t('listening.staff.ask')}>
        {opened && <RequestForm onClose={dialog.close} />}
      </Dialog>
    </Stack>
  );
}

/** Limit of the API. */
const MAX_REASON_CHARS = 500;

function RequestForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const tenants = useTenants();
  const request = useRequestGrant(() => {
    onClose();
    notices.done(t('listening.staff.sent'));
  });
  const form = useForm({
    initialValues: { tenantId: '', reason: '', recordingId: '', download: false, forAllStaff: false },
    validate: {
      tenantId: (id) => (id === '' ? t('listening.staff.chooseTenant') : null),
      reason: (reason) => (reason.trim() === '' ? t('listening.staff.reasonRequired') : null),
    },
  });
  const submit = form.onSubmit(({ recordingId, ...asked }) =>
    request.mutate({ body: { ...asked, recordingId: recordingId.trim() === '' ? null : recordingId.trim() } }),
  );
  const names = (tenants.data?.tenants ?? [])
    .filter((tenant) => recordingState(tenant) !== 'left')
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <NativeSelect
          data-autofocus
          label={t('listening.staff.tenant')}
          data={[{ value: '', label: t('listening.staff.chooseTenant') }, ...names]}
          {...form.getInputProps('tenantId')}
        />
        <Textarea
          autosize
          minRows={2}
          maxLength={MAX_REASON_CHARS}
          label={t('listening.staff.reason')}
          description={t('listening.staff.reasonHint')}
          {...form.getInputProps('reason')}
        />
        <TextInput
          label={t('listening.staff.recording')}
          description={t('listening.staff.recordingHint')}
          {...form.getInputProps('recordingId')}
        />
        <Checkbox label={t('listening.staff.withDownload')} {...form.getInputProps('download', { type: 'checkbox' })} />
        <Checkbox
          label={t('listening.staff.forAllStaff')}
          {...form.getInputProps('forAllStaff', { type: 'checkbox' })}
        />
        <RequestFailed error={request.error ?? tenants.error} />
        <FormButtons onCancel={onClose} submit={t('listening.staff.send')} pending={request.isPending} />
      </Stack>
    </form>
  );
}
