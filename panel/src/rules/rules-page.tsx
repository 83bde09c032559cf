import { Alert, Anchor, Button, Stack, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberGroup, RecordingRule } from '../api/client.ts';
import { useServices } from '../services/use-services.ts';
import { Card } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AnnouncementCard } from './announcement-card.tsx';
import { RuleForm } from './rule-form.tsx';
import { RuleList } from './rule-list.tsx';
import { RuleTester } from './rule-tester.tsx';
import { moved } from './rule-order.ts';
import { useNumberGroups, useOrderRules, useRules } from './use-rules.ts';

/** "Reguły nagrywania": who is recorded, where and when, in one table. */
export function RulesPage() {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<RecordingRule | 'new' | null>(null);
  const rules = useRules();
  const groups = useNumberGroups();
  const rows = rules.data?.rules ?? [];
  const close = () => setEdited(null);
  return (
    <Stack>
      <PageHeader title={t('rules.title')} lead={t('rules.lead')}>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setEdited('new')}>
          {t('rules.add')}
        </Button>
      </PageHeader>
      <RecordingOffNote />
      {rules.isPending && <ListSkeleton label={t('rules.loading')} />}
      {rules.isError && <LoadError error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.data !== undefined && <OrderedRules rules={rows} groups={groups} onEdit={setEdited} />}
      <RuleTester />
      <AnnouncementCard />
      <Dialog
        opened={edited !== null}
        onClose={close}
        size="lg"
        title={t(edited === 'new' ? 'rules.addTitle' : 'rules.editTitle')}
      >
        {edited !== null && <RuleForm rule={edited === 'new' ? undefined : edited} groups={groups} onClose={close} />}
      </Dialog>
    </Stack>
  );
}

interface OrderedRulesProps {
  rules: readonly RecordingRule[];
  groups: readonly NumberGroup[];
  onEdit: (rule: RecordingRule) => void;
}

function OrderedRules({ rules, groups, onEdit }: OrderedRulesProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [said, setSaid] = useState('');
  const order = useOrderRules(notices.failed);
  const move = (from: number, to: number) => {
    const changed = moved(rules, from, to);
    if (changed === rules) return;
    order(changed);
    setSaid(t('rules.movedTo', { name: rules[from]!.name, place: to + 1, of: rules.length }));
  };
  return (
    <Card title={t('rules.list')} lead={t('rules.listLead')} list>
      <RuleList rules={rules} groups={groups} onEdit={onEdit} onMove={move} />
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </Card>
  );
}

/** Rules leave out; what is not recorded at all no rule can record. */
function RecordingOffNote() {
  const { t } = useTranslation();
  const recording = useServices().data?.callRecording;
  if (recording === undefined || (recording.included && recording.enabled)) return null;
  return (
    <Alert color="amber" icon={<Icon name="warning" />} title={t('rules.off.title')}>
      {t('rules.off.text')}{' '}
      <Anchor component={Link} to="/account/services" size="sm">
        {t('rules.off.link')}
      </Anchor>
    </Alert>
  );
}
