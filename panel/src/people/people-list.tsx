import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Invitation, ManagedUser } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { formatDate } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { useSession } from '../session/session.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useNumberGroups } from './use-people.ts';

interface PeopleListProps {
  people: readonly ManagedUser[];
  /** Undefined for a person who has accepted. */
  invitationOf: (person: ManagedUser) => Invitation | undefined;
  onChange: (person: ManagedUser) => void;
}

/** The tenant's people: what they may do and see, and buttons to change it. */
export function PeopleList({ people, invitationOf, onChange }: PeopleListProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const columns: Column<ManagedUser>[] = [
    {
      label: t('people.columns.person'),
      cell: ({ id, login, role }) => (
        <div>
          <strong>{login}</strong>
          {id === user.id && ` (${t('people.you')})`}
          <Text size="sm" c="dimmed">
            {t(`user.roles.${role}`)}
          </Text>
        </div>
      ),
    },
    { label: t('people.columns.rights'), cell: ({ rights }) => <Rights rights={rights} /> },
    { label: t('people.columns.calls'), cell: ({ limitedTo }) => <SeenCalls limitedTo={limitedTo} /> },
    {
      label: t('people.columns.state'),
      cell: (person) => <State person={person} invitation={invitationOf(person)} />,
    },
    {
      label: t('people.columns.actions'),
      cell: (person) =>
        person.mayChange && (
          <Button
            size="xs"
            variant="light"
            aria-label={t('people.changeOf', { login: person.login })}
            onClick={() => onChange(person)}
          >
            {t('people.change')}
          </Button>
        ),
    },
  ];
  return <DataList label={t('people.list')} columns={columns} rows={people} rowKey={({ id }) => id} />;
}

function Rights({ rights }: Pick<ManagedUser, 'rights'>) {
  const { t } = useTranslation();
  if (rights.length === 0) return '–';
  return (
    <Group gap={4} miw={{ base: 0, sm: 200 }} maw={280}>
      {rights.map((right) => (
        <Badge key={right} variant="light" tt="none" fw={500} styles={{ label: { overflow: 'visible' } }}>
          {t(`people.rightBadges.${right}`)}
        </Badge>
      ))}
    </Group>
  );
}

function SeenCalls({ limitedTo }: Pick<ManagedUser, 'limitedTo'>) {
  const { t } = useTranslation();
  const groups = useNumberGroups().data?.groups ?? [];
  if (limitedTo === null) return t('people.allCalls');
  const names = groups.filter(({ id }) => limitedTo.groups.includes(id)).map(({ name }) => name);
  return [...names, ...limitedTo.numbers.map(formatPhoneNumber)].join(', ') || t('people.noCalls');
}

interface StateProps {
  person: ManagedUser;
  invitation: Invitation | undefined;
}

function State({ person, invitation }: StateProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (person.disabled) {
    return (
      <StatusBadge color="off" icon="lock">
        {t('people.states.blocked')}
      </StatusBadge>
    );
  }
  if (invitation === undefined) {
    return (
      <StatusBadge color="on" icon="check">
        {t('people.states.active')}
      </StatusBadge>
    );
  }
  const date = formatDate(invitation.expiresAt, language);
  const open = new Date(invitation.expiresAt) > new Date();
  return (
    <div>
      <StatusBadge color={open ? 'amber' : 'gray'} icon={open ? 'mail' : 'clock'}>
        {t('people.states.invited')}
      </StatusBadge>
      <Text size="sm" c="dimmed" mt={2}>
        {t(open ? 'people.linkUntil' : 'people.linkExpired', { date })}
      </Text>
    </div>
  );
}
