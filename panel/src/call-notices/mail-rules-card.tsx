import { Alert, Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailPerson, MailRule, NumberGroup } from '../api/client.ts';
import { useRuleTexts } from '../rules/rule-texts.ts';
import { useNumberGroups } from '../rules/use-rules.ts';
import { useSharing } from '../share/use-share-links.ts';
import { Card } from '../ui/card.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { MailRuleForm } from './mail-rule-form.tsx';
import { useMailRules } from './use-call-notices.ts';

/** The rules by which a mail with a link follows a recorded call. */
export function MailRulesCard() {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<MailRule | 'new' | null>(null);
  const found = useMailRules();
  const people = found.data?.people ?? [];
  const groups = useNumberGroups();
  const columns = useColumns(people, groups, setEdited);
  const close = () => setEdited(null);
  if (found.isPending) return <ListSkeleton label={t('callNotices.mails.loading')} />;
  if (found.isError) return <LoadError error={found.error} onRetry={() => void found.refetch()} />;
  const { rules } = found.data;
  const add = (
    <Button
      variant={rules.length === 0 ? 'filled' : 'default'}
      leftSection={<Icon name="plus" size={16} />}
      onClick={() => setEdited('new')}
    >
      {t('callNotices.mails.add')}
    </Button>
  );
  return (
    <Card title={t('callNotices.mails.title')} lead={t('callNotices.mails.lead')} aside={rules.length > 0 && add} list>
      <ForbiddenNote />
      {rules.length === 0 ? (
        <EmptyMessage icon="mail" title={t('callNotices.mails.empty.title')} text={t('callNotices.mails.empty.text')}>
          {add}
        </EmptyMessage>
      ) : (
        <DataList label={t('callNotices.mails.title')} columns={columns} rows={rules} rowKey={({ id }) => id} />
      )}
      <Dialog
        opened={edited !== null}
        onClose={close}
        size="lg"
        title={t(edited === 'new' ? 'callNotices.mails.addTitle' : 'callNotices.mails.editTitle')}
      >
        {edited !== null && (
          <MailRuleForm rule={edited === 'new' ? undefined : edited} people={people} groups={groups} onClose={close} />
        )}
      </Dialog>
    </Card>
  );
}

/** While the company forbids links no rule sends any. */
function ForbiddenNote() {
  const { t } = useTranslation();
  if (useSharing().data?.allowed !== false) return null;
  return (
    <Alert color="amber" m="md" icon={<Icon name="warning" />}>
      {t('callNotices.mails.forbidden')}
    </Alert>
  );
}

function useColumns(
  people: readonly MailPerson[],
  groups: readonly NumberGroup[],
  edit: (rule: MailRule) => void,
): Column<MailRule>[] {
  const { t } = useTranslation();
  const texts = useRuleTexts(groups);
  const loginOf = (id: string): string => people.find((one) => one.id === id)?.login ?? t('callNotices.mails.nobody');
  return [
    { label: t('callNotices.mails.columns.name'), cell: ({ name }) => <strong>{name}</strong> },
    {
      label: t('callNotices.mails.columns.calls'),
      cell: (rule) => (
        <Stack gap={0}>
          {texts.who(rule).map((line) => (
            <span key={line}>{line}</span>
          ))}
          <Text size="sm" c="dimmed">
            {[
              texts.directions(rule),
              texts.when(rule),
              rule.minSeconds > 0 && t('callNotices.mails.longerThan', { seconds: rule.minSeconds }),
            ]
              .filter((part) => part !== false)
              .join(' · ')}
          </Text>
        </Stack>
      ),
    },
    { label: t('callNotices.mails.columns.recipients'), cell: ({ recipients }) => recipients.map(loginOf).join(', ') },
    {
      label: t('callNotices.mails.columns.state'),
      cell: ({ enabled, problem }) => (
        <Stack gap={4} align="flex-start">
          {problem !== null && enabled ? (
            <StatusBadge color="off" icon="warning">
              {t('callNotices.mails.stopped')}
            </StatusBadge>
          ) : (
            <StatusBadge color={enabled ? 'on' : 'gray'} icon={enabled ? 'check' : 'close'}>
              {t(enabled ? 'callNotices.on' : 'callNotices.off')}
            </StatusBadge>
          )}
          {problem !== null && enabled && <Text size="sm">{t(`callNotices.mails.problems.${problem}`)}</Text>}
        </Stack>
      ),
    },
    {
      label: t('callNotices.mails.columns.actions'),
      cell: (rule) => (
        <Button
          size="xs"
          variant="default"
          aria-label={t('callNotices.changeOf', { name: rule.name })}
          onClick={() => edit(rule)}
        >
          {t('callNotices.change')}
        </Button>
      ),
    },
  ];
}
