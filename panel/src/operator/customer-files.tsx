import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Card } from '../ui/card.tsx';
import { Icon } from '../ui/icon.tsx';

/** Leads to the file access of the tenant. */
export function CustomerFiles({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Card title={t('fileAccess.title')} lead={t('fileAccess.operatorLink')}>
      <Button
        variant="light"
        leftSection={<Icon name="folder" />}
        renderRoot={(props) => <Link to="/operator/tenants/$id/file-access" params={{ id }} {...props} />}
      >
        {t('fileAccess.title')}
      </Button>
    </Card>
  );
}
