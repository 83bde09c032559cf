import { Button } from '@mantine/core';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyMessage, LoadError } from '../ui/feedback.tsx';

/** A page that could not be loaded. */
export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  return <LoadError error={error} onRetry={() => void router.invalidate()} />;
}

/** An address that no page has. */
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
