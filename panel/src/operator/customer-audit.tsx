import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AuditFilters } from '../audit/audit-filters.tsx';
import { type AuditSearch, changeAuditSearch } from '../audit/audit-search.ts';
import { AuditEvents } from '../audit/audit-events.tsx';
import { EmptyMessage } from '../ui/feedback.tsx';
import { Part } from './customer-lists.tsx';
import { useCustomerAudit } from './use-customer-parts.ts';

interface CustomerAuditProps {
  id: string;
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
}

/** The customer's own log. Without the names of files, which contain numbers. */
export function CustomerAudit({ id, search, onSearch }: CustomerAuditProps) {
  const { t } = useTranslation();
  const none = Object.keys(search).length > 0 ? 'audit.filters.none' : 'customerPage.audit.none';
  const audit = useCustomerAudit(id, search);
  return (
    <Part query={audit} noted>
      {({ pages }) => (
        <>
          <AuditFilters search={search} onSearch={onSearch} actors={pages[0]?.actors ?? []} />
          <AuditEvents
            events={pages.flatMap(({ events }) => events)}
            onSubject={(subject) => onSearch(changeAuditSearch(search, { subject }))}
            empty={<EmptyMessage icon="log" title={t(`${none}.title`)} text={t(`${none}.text`)} />}
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
