import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyMessage } from '../ui/empty-message.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main>
      <EmptyMessage order={1} icon="search" title={t('notFound.title')} text={t('notFound.text')}>
        <Button mt="sm" renderRoot={(props) => <Link to="/" {...props} />}>
          {t('notFound.back')}
        </Button>
      </EmptyMessage>
    </main>
  );
}
