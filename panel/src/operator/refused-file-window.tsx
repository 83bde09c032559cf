import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  REFUSED_UPLOAD_REASONS,
  type RefusedUpload,
  type RefusedUploadReason,
  refusedUploadAddress,
} from '../api/client.ts';
import { useStaffGrants } from '../listening/use-listening.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';

/** The download of a refused file, for a reason: under a listening grant of the customer. */
export function RefusedFileWindow({ upload, onClose }: { upload: RefusedUpload | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog opened={upload !== null} onClose={onClose} title={t('refusedUploads.window.title')}>
      {upload !== null && <Download upload={upload} />}
    </Dialog>
  );
}

function Download({ upload: { id, tenant } }: { upload: RefusedUpload }) {
  const { t } = useTranslation();
  const grants = useStaffGrants();
  const [reason, setReason] = useState<RefusedUploadReason | ''>('');
  if (grants.isPending) return <ListSkeleton label={t('listening.loading')} />;
  if (grants.data === undefined) return <LoadError error={grants.error} onRetry={() => void grants.refetch()} />;
  const isGranted = grants.data.grants.some(
    ({ usable, tenantId, recordingId, download }) =>
      usable && download && recordingId === null && tenantId === tenant.id,
  );
  if (!isGranted) {
    return (
      <Stack>
        <Text size="sm">{t('refusedUploads.window.notGranted', { tenant: tenant.name })}</Text>
        <Group>
          <Button renderRoot={(props) => <Link to="/operator/listening" {...props} />}>
            {t('refusedUploads.window.ask')}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <Text size="sm">{t('refusedUploads.window.lead')}</Text>
      <NativeSelect
        data-autofocus
        label={t('refusedUploads.window.reason')}
        data={[
          { value: '', label: t('refusedUploads.window.choose') },
          ...REFUSED_UPLOAD_REASONS.map((value) => ({ value, label: t(`refusedUploads.reasons.${value}`) })),
        ]}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value as RefusedUploadReason | '')}
      />
      {reason !== '' && (
        <Group>
          <Button
            component="a"
            href={refusedUploadAddress(id, reason)}
            download
            leftSection={<Icon name="download" size={16} />}
          >
            {t('refusedUploads.window.download')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
