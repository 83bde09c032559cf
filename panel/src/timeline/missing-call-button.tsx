import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';

const MissingCallSearch = lazy(() =>
  import('./missing-call-search.tsx').then((file) => ({ default: file.MissingCallSearch })),
);

interface MissingCallButtonProps {
  /** What the list is filtered by. */
  initial?: { day?: string | undefined; number?: string | undefined };
}

/** "Nie ma połączenia, którego szukam": from the list of calls, also an empty one. */
export function MissingCallButton({ initial = {} }: MissingCallButtonProps) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="subtle"
        leftSection={<Icon name="search" size={16} />}
        // Two lines on the narrowest phones.
        h="auto"
        mih={36}
        py={6}
        styles={{ label: { whiteSpace: 'normal' } }}
        onClick={open}
      >
        {t('timeline.missing.open')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('timeline.missing.title')} size="lg">
        <Suspense fallback={<ListSkeleton label={t('timeline.loading')} />}>
          <MissingCallSearch initial={initial} />
        </Suspense>
      </Dialog>
    </>
  );
}
