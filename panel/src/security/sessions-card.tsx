import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type AccountSession, api } from '../api/client.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Card } from '../ui/card.tsx';
import { CardSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { useQuestion } from '../ui/question.tsx';

/** Where the user is signed in; signs out there. */
export function SessionsCard() {
  const { t } = useTranslation();
  const notices = useNotices();
  const question = useQuestion();
  const queryClient = useQueryClient();
  const sessions = api.useQuery('get', '/api/v1/account/sessions');
  const reload = () => queryClient.invalidateQueries(api.queryOptions('get', '/api/v1/account/sessions'));
  const onSuccess = () => {
    notices.done(t('security.sessions.ended'));
    return reload();
  };
  const endOne = api.useMutation('delete', '/api/v1/account/sessions/{id}', { onSuccess });
  const endOthers = api.useMutation('post', '/api/v1/account/sessions/end-others', { onSuccess });
  if (sessions.error !== null) return <LoadError error={sessions.error} onRetry={() => void sessions.refetch()} />;
  const askOne = (session: AccountSession) =>
    question(
      {
        title: t('security.sessions.endTitle'),
        text: t('security.sessions.endText', { program: programOf(session) || t('security.sessions.unknown') }),
        confirm: t('security.sessions.end'),
      },
      () => endOne.mutate({ params: { path: { id: session.id } } }),
    );
  const askOthers = () =>
    question(
      {
        title: t('security.sessions.endOthersTitle'),
        text: t('security.sessions.endOthersText'),
        confirm: t('security.sessions.endOthersConfirm'),
      },
      () => endOthers.mutate({}),
    );
  const own = sessions.data?.sessions ?? [];
  const others = own.filter(({ current }) => !current);
  return (
    <Card title={t('security.sessions.title')} lead={t('security.sessions.lead')}>
      <Stack>
        <RequestFailed error={endOne.error ?? endOthers.error} />
        {sessions.isPending && <CardSkeleton />}
        {own.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            pending={endOne.isPending && endOne.variables?.params.path.id === session.id}
            onEnd={() => askOne(session)}
          />
        ))}
        {others.length > 0 && (
          <Button
            variant="default"
            h="auto"
            mih={36}
            py={6}
            style={{ alignSelf: 'start' }}
            styles={{ label: { whiteSpace: 'normal' } }}
            loading={endOthers.isPending}
            onClick={askOthers}
          >
            {t('security.sessions.endOthers')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

/** Empty: the browser does not say. */
function programOf({ browser, system }: AccountSession): string {
  return [browser, system].filter(Boolean).join(', ');
}

interface SessionRowProps {
  session: AccountSession;
  pending: boolean;
  onEnd: () => void;
}

function SessionRow({ session, pending, onEnd }: SessionRowProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const at = (instant: string) => ({
    date: formatDate(instant, language),
    time: formatHour(instant, language),
  });
  const program = programOf(session) || t('security.sessions.unknown');
  return (
    <Group justify="space-between" align="flex-start">
      <div>
        <Group gap="xs">
          <Text fw={600}>{program}</Text>
          {session.current && (
            <Badge variant="light" tt="none">
              {t('security.sessions.current')}
            </Badge>
          )}
        </Group>
        <Text size="sm">
          {t('security.sessions.begun', at(session.begunAt))} · {t('security.sessions.seen', at(session.lastSeenAt))}
        </Text>
        {session.address !== null && (
          <Text size="sm" c="dimmed">
            {t('security.sessions.address', { address: session.address })}
          </Text>
        )}
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="xs"
          loading={pending}
          aria-label={t('security.sessions.endOf', { program })}
          onClick={onEnd}
        >
          {t('security.sessions.end')}
        </Button>
      )}
    </Group>
  );
}
