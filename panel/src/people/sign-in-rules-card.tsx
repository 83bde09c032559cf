import { Button, Checkbox, Divider, Group, Stack, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AllowedNetworks, SecurityPolicy } from '../api/client.ts';
import { Card } from '../ui/card.tsx';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { useQuestion } from '../ui/question.tsx';
import { ROLES } from './access.ts';
import { isSameList, namesAddress, wrongNetwork } from './networks.ts';
import { useNetworks, useSaveNetworks, useSavePolicy, useSecurityPolicy } from './use-sign-in-rules.ts';

/** "Zasady logowania": from where the tenant's people may sign in, and who needs a second factor. */
export function SignInRulesCard() {
  const { t } = useTranslation();
  const networks = useNetworks();
  const policy = useSecurityPolicy();
  const error = networks.error ?? policy.error;
  const retry = () => void Promise.all([networks.refetch(), policy.refetch()]);
  if (error !== null) return <LoadError error={error} onRetry={retry} />;
  if (networks.data === undefined || policy.data === undefined)
    return <ListSkeleton label={t('people.rules.loading')} />;
  return (
    <Card title={t('people.rules.title')} lead={t('people.rules.lead')}>
      <Stack maw={640}>
        <Networks allowed={networks.data} />
        <Divider />
        <SecondFactor policy={policy.data} />
      </Stack>
    </Card>
  );
}

function Networks({ allowed: { networks, ownAddress } }: { allowed: AllowedNetworks }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const ask = useQuestion();
  const [edited, setEdited] = useState([...networks]);
  const question = {
    title: t('people.rules.withoutOwnTitle'),
    text: t('people.rules.withoutOwnText', { address: ownAddress }),
    confirm: t('people.rules.withoutOwn'),
  };
  const saving = useSaveNetworks(
    (saved) => {
      setEdited([...saved.networks]);
      notices.done(t('people.rules.networksSaved'));
    },
    (refused) => ask(question, () => saving.save(refused, true)),
  );
  const wrong = wrongNetwork(edited);
  return (
    <Stack gap="sm">
      <TagsInput
        label={t('people.rules.networks')}
        description={t('people.rules.networksHint')}
        error={wrong === undefined ? null : t('people.rules.networkWrong', { text: wrong })}
        splitChars={[',', ';', ' ']}
        acceptValueOnBlur
        value={edited}
        onChange={setEdited}
      />
      <Group gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('people.rules.own', { address: ownAddress })}
        </Text>
        {!namesAddress(edited, ownAddress) && (
          <Button size="xs" variant="light" onClick={() => setEdited([...edited, ownAddress])}>
            {t('people.rules.addOwn')}
          </Button>
        )}
      </Group>
      <RequestFailed error={saving.error} />
      <Group>
        <Button
          disabled={wrong !== undefined || isSameList(edited, networks)}
          loading={saving.isPending}
          onClick={() => saving.save(edited)}
        >
          {t('people.rules.saveNetworks')}
        </Button>
      </Group>
    </Stack>
  );
}

function SecondFactor({ policy: { secondFactorRoles } }: { policy: SecurityPolicy }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [roles, setRoles] = useState([...secondFactorRoles]);
  const save = useSavePolicy(() => notices.done(t('people.rules.factorSaved')));
  return (
    <Stack gap="sm">
      <Checkbox.Group
        label={t('people.rules.factor')}
        description={t('people.rules.factorHint')}
        value={roles}
        onChange={setRoles}
      >
        <Stack gap="xs" mt="xs">
          {ROLES.map((role) => (
            <Checkbox key={role} value={role} label={t(`user.roles.${role}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <RequestFailed error={save.error} />
      <Group>
        <Button
          disabled={isSameList(roles, secondFactorRoles)}
          loading={save.isPending}
          onClick={() => save.mutate({ body: { secondFactorRoles: roles } })}
        >
          {t('people.rules.saveFactor')}
        </Button>
      </Group>
    </Stack>
  );
}
