import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { mayManageFileAccess, useSession } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { Icon } from '../ui/icon.tsx';

/** Leads to the page of file access. */
export function FileAccessCard() {
  const { t } = useTranslation();
  const { user } = useSession();
  const may = mayManageFileAccess(user);
  return (
    <Card
      title={t('fileAccess.title')}
      lead={`${t('services.files.lead')} ${may ? '' : t('services.files.adminOnly')}`}
    >
      {may && (
        <Button
          variant="light"
          leftSection={<Icon name="folder" />}
          renderRoot={(props) => <Link to="/account/file-access" {...props} />}
        >
          {t('services.files.open')}
        </Button>
      )}
    </Card>
  );
}
