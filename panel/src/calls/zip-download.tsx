import { ActionIcon, Alert, Button, Group, Stack, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { api, problemCode } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton, RequestFailed } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import { type CallSearch, searchTexts } from './call-search.ts';
import { ZipParts } from './zip-parts.tsx';
import { useRecordingRights } from './recording-rights.tsx';

/** Opens the dialog that downloads the recordings of the calls that match the filters; for users who may download. */
export function ZipDownloadButton({ search }: { search: CallSearch }) {
  const { t } = useTranslation();
  const { download } = useRecordingRights();
  const narrow = useNarrowScreen();
  const [opened, dialog] = useDisclosure(false);
  if (!download) return null;
  return (
    <>
      <Tooltip label={t('zip.hint')}>
        {narrow ? (
          <ActionIcon variant="default" size={36} aria-label={t('zip.button')} onClick={dialog.open}>
            <Icon name="download" />
          </ActionIcon>
        ) : (
          <Button variant="default" leftSection={<Icon name="download" size={16} />} onClick={dialog.open}>
            {t('zip.button')}
          </Button>
        )}
      </Tooltip>
      <Dialog opened={opened} onClose={dialog.close} title={t('zip.title')}>
        <ZipDownload search={search} onClose={dialog.close} />
      </Dialog>
    </>
  );
}

function ZipDownload({ search, onClose }: { search: CallSearch; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const size = api.useQuery('get', '/api/v1/recordings/zip/size', { params: { query: search } }, { retry: false });
  if (size.isPending) return <ListSkeleton label={t('zip.loading')} />;
  if (problemCode(size.error) === 'too-many-calls') return <ZipParts search={search} />;
  const { recordings = 0, sizeBytes = 0, tooOld = 0 } = size.data ?? {};
  return (
    <Stack>
      <RequestFailed error={size.error} />
      {size.isSuccess && (
        <Text>
          {recordings === 0
            ? t('zip.nothing')
            : t('zip.contents', { recordings, size: formatFileSize(sizeBytes, language) })}
        </Text>
      )}
      {recordings > 0 && (
        <Text size="sm" c="dimmed">
          {t('zip.about')}
        </Text>
      )}
      {tooOld > 0 && (
        <Alert color="amber" icon={<Icon name="warning" />}>
          {t('zip.tooOld', { tooOld })}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        {recordings > 0 && (
          <Button
            component="a"
            href={zipAddress(search)}
            download
            leftSection={<Icon name="download" />}
            onClick={onClose}
          >
            {t('zip.download')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function zipAddress(search: CallSearch): string {
  return `/api/v1/recordings/zip?${new URLSearchParams(searchTexts(search)).toString()}`;
}
