import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { RequestFailed } from '../ui/feedback.tsx';
import { rememberCompany, rememberedCompany } from './company.ts';
import { nextPath } from './session.ts';
import { SignInFrame } from './sign-in-frame.tsx';

/** The text takes two lines at a width of 320 px. */
const IN_LINES = { root: { height: 'auto', minHeight: 42, paddingBlock: 8 }, label: { whiteSpace: 'normal' } } as const;

interface CompanySignInPageProps {
  /** From the address; undefined: the person enters it. */
  company?: string;
  next: string | undefined;
  /** What went wrong at the provider. */
  problem: string | undefined;
}

/** Sends the person to the company's own sign-in service. */
export function CompanySignInPage({ company: named, next, problem }: CompanySignInPageProps) {
  const { t } = useTranslation();
  const [entered, setEntered] = useState(rememberedCompany);
  const company = named ?? entered.trim().toLowerCase();
  const begin = api.useMutation('post', '/api/v1/session/oidc', {
    onSuccess: ({ url }) => {
      rememberCompany(company);
      window.location.assign(url);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (company !== '') begin.mutate({ body: { company, next: nextPath(next) } });
  };
  return (
    <SignInFrame title={t('signIn.company.title')} lead={t('signIn.company.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <RequestFailed error={begin.error ?? (problem === undefined || begin.isPending ? null : { code: problem })} />
          {named === undefined && (
            <TextInput
              size="md"
              label={t('signIn.company.name')}
              description={t('signIn.company.nameHint')}
              value={entered}
              onChange={(event) => setEntered(event.currentTarget.value)}
              autoComplete="organization"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
          <Button
            type="submit"
            size="md"
            styles={IN_LINES}
            disabled={company === ''}
            loading={begin.isPending || begin.isSuccess}
          >
            {t('signIn.company.submit')}
          </Button>
        </Stack>
      </form>
      <Text size="sm" mt="lg" ta="center">
        <Anchor renderRoot={(props) => <Link to="/sign-in" search={next === undefined ? {} : { next }} {...props} />}>
          {t('signIn.company.byPassword')}
        </Anchor>
      </Text>
    </SignInFrame>
  );
}
