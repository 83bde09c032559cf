import { Anchor, Button, Checkbox, Group, Paper, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type OidcRequest, type OidcSettings } from '../api/client.ts';
import { CopyableCode } from '../ui/copyable.tsx';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useQuestion } from '../ui/question.tsx';
import { CheckResult } from './check-result.tsx';

/** How the company's people sign in by their company accounts. */
export function CompanySettingsPage() {
  const { t } = useTranslation();
  const settings = api.useQuery('get', '/api/v1/oidc');
  return (
    <Stack gap="lg" maw={720}>
      <PageHeader title={t('company.title')} lead={t('company.lead')} />
      {settings.isPending && <ListSkeleton label={t('company.loading')} />}
      {settings.isError && <LoadError error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data !== undefined && <Settings settings={settings.data} />}
    </Stack>
  );
}

interface Values {
  issuer: string;
  clientId: string;
  clientSecret: string;
  domains: string;
  linkByEmail: boolean;
  addUsers: boolean;
  onlyOidc: boolean;
  secondFactor: boolean;
}

function Settings({ settings: { setup, redirectUri, signInUrl } }: { settings: OidcSettings }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const ask = useQuestion();
  const update = useUpdate();
  const required = (text: string) => (text.trim() === '' ? t('company.required') : null);
  const form = useForm<Values>({
    initialValues: {
      issuer: setup?.issuer ?? '',
      clientId: setup?.clientId ?? '',
      clientSecret: '',
      domains: setup?.emailDomains.join(', ') ?? '',
      linkByEmail: setup?.linkByEmail ?? false,
      addUsers: setup?.addUsers ?? false,
      onlyOidc: setup?.onlyOidc ?? false,
      secondFactor: setup?.secondFactor ?? false,
    },
    validate: { issuer: required, clientId: required },
  });
  const check = api.useMutation('post', '/api/v1/oidc/check');
  const save = api.useMutation('put', '/api/v1/oidc', {
    onSuccess: (saved) => {
      update(saved);
      form.setFieldValue('clientSecret', '');
      notices.done(t('company.saved'));
    },
  });
  const remove = api.useMutation('delete', '/api/v1/oidc', {
    onSuccess: () => {
      update({ setup: null, redirectUri, signInUrl: null });
      form.setValues(NO_VALUES);
      check.reset();
      notices.done(t('company.removed'));
    },
  });
  const hasSecret = setup?.hasSecret ?? false;
  const body = (values: Values) => ({ body: requestOf(values, hasSecret) });
  return (
    <Paper p="lg">
      <form onSubmit={form.onSubmit((values) => save.mutate(body(values)))} noValidate>
        <Stack>
          <div>
            <Text size="sm" fw={600}>
              {t('company.register')}
            </Text>
            <CopyableCode value={redirectUri} what={t('company.register')} size="sm" />
          </div>
          {signInUrl !== null && (
            <Text size="sm">
              {t('company.signInUrl')}: <Anchor href={signInUrl}>{signInUrl}</Anchor>
            </Text>
          )}
          <TextInput
            label={t('company.issuer')}
            placeholder="https://"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            {...form.getInputProps('issuer')}
          />
          <TextInput label={t('company.clientId')} autoComplete="off" {...form.getInputProps('clientId')} />
          <PasswordInput
            label={t('company.clientSecret')}
            description={t(hasSecret ? 'company.secretKept' : 'company.secretNone')}
            autoComplete="off"
            {...form.getInputProps('clientSecret')}
          />
          <TextInput
            label={t('company.domains')}
            description={t('company.domainsHint')}
            placeholder="firma.pl"
            autoComplete="off"
            {...form.getInputProps('domains')}
          />
          <Checkbox label={t('company.linkByEmail')} {...form.getInputProps('linkByEmail', { type: 'checkbox' })} />
          <Checkbox label={t('company.addUsers')} {...form.getInputProps('addUsers', { type: 'checkbox' })} />
          <Checkbox
            label={t('company.onlyOidc')}
            description={t('company.onlyOidcHint')}
            {...form.getInputProps('onlyOidc', { type: 'checkbox' })}
          />
          <Checkbox
            label={t('company.secondFactor')}
            description={t('company.secondFactorHint')}
            {...form.getInputProps('secondFactor', { type: 'checkbox' })}
          />
          <RequestFailed error={save.error ?? check.error ?? remove.error} />
          {check.data !== undefined && <CheckResult check={check.data} />}
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t('company.save')}
            </Button>
            <Button
              variant="light"
              loading={check.isPending}
              onClick={() => {
                if (!form.validate().hasErrors) check.mutate(body(form.values));
              }}
            >
              {t('company.check')}
            </Button>
            {setup !== null && (
              <Button
                variant="default"
                loading={remove.isPending}
                onClick={() =>
                  ask(
                    {
                      title: t('company.removeTitle'),
                      text: t('company.removeText'),
                      confirm: t('company.remove'),
                    },
                    () => remove.mutate({}),
                  )
                }
              >
                {t('company.remove')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

const NO_VALUES: Values = {
  issuer: '',
  clientId: '',
  clientSecret: '',
  domains: '',
  linkByEmail: false,
  addUsers: false,
  onlyOidc: false,
  secondFactor: false,
};

/** Without a secret the stored one stays; if none is stored, it is a public client. */
function requestOf({ domains, clientSecret, ...values }: Values, hasSecret: boolean): OidcRequest {
  const secret = clientSecret === '' && hasSecret ? {} : { clientSecret: clientSecret === '' ? null : clientSecret };
  return {
    ...values,
    ...secret,
    issuer: values.issuer.trim(),
    clientId: values.clientId.trim(),
    emailDomains: domains.split(/[\s,;]+/).filter((domain) => domain !== ''),
  };
}

function useUpdate() {
  const queryClient = useQueryClient();
  const { queryKey } = api.queryOptions('get', '/api/v1/oidc');
  return (settings: OidcSettings) => queryClient.setQueryData(queryKey, settings);
}
