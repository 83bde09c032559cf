import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AuditEvents } from '../audit/audit-events.tsx';
import { EmptyMessage } from '../ui/feedback.tsx';
import { Part } from './customer-lists.tsx';
import { useCustomerAudit } from './use-customer-parts.ts';

/** The customer's own log. Without the names of files, which contain numbers. */
export function CustomerAudit({ id }: { id: string }) {
  const { t } = useTranslation();
  const audit = useCustomerAudit(id);
  return (
    <Part query={audit} noted>
      {({ pages }) => (
        <>
          <AuditEvents
            events={pages.flatMap(({ events }) => events)}
            empty={
              <EmptyMessage
                icon="log"
                title={t('customerPage.audit.none.title')}
                text={t('customerPage.audit.none.text')}
              />
            }
          />
          {audit.hasNextPage && (
            <Group justify="center">
              <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
                {t('audit.more')}
              </Button>
            </Group>
          )}
        </>
      )}
    </Part>
  );
}
