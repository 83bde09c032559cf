import { Avatar, Button, Divider, Popover, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { forgetSession, useSession } from '../session/session.ts';
import { useChangeSettings } from '../settings/use-settings.ts';
import { Icon } from '../ui/icon.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SchemeSwitch } from './scheme-switch.tsx';
import classes from './user-menu.module.css';

/** The signed-in user, the panel's language and colour scheme, and the sign-out button. */
export function UserMenu() {
  const { t } = useTranslation();
  const { user, tenant } = useSession();
  const change = useChangeSettings();
  return (
    <Popover width={280} position="bottom-end" shadow="md" radius="lg" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.opener}>
          <VisuallyHidden>{t('user.menu', { login: user.login })}</VisuallyHidden>
          <Avatar size={34} color="brand" name={user.login} aria-hidden />
          <span className={classes.login} aria-hidden>
            {user.login}
          </span>
          <Icon name="chevron" size={16} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <div>
            <Text fw={650} truncate>
              {user.login}
            </Text>
            <Text size="sm" c="dimmed">
              {[t(`user.roles.${user.role}`), tenant?.name].filter(Boolean).join(' · ')}
            </Text>
          </div>
          <Divider />
          <Setting label={t('product.language')}>
            <LanguageSwitch onChange={change.language} />
          </Setting>
          <Setting label={t('user.scheme')}>
            <SchemeSwitch onChange={change.theme} />
          </Setting>
          <Divider />
          <Button
            variant="default"
            fullWidth
            leftSection={<Icon name="settings" size={16} />}
            renderRoot={(props) => <Link to="/settings" {...props} />}
          >
            {t('settings.title')}
          </Button>
          <Button
            variant="default"
            fullWidth
            leftSection={<Icon name="lock" size={16} />}
            renderRoot={(props) => <Link to="/security" {...props} />}
          >
            {t('user.security')}
          </Button>
          <SignOutButton />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Setting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" mb={4} aria-hidden>
        {label}
      </Text>
      {children}
    </div>
  );
}

export function SignOutButton() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const router = useRouter();
  const signOut = api.useMutation('delete', '/api/v1/session', {
    onSuccess: () => {
      forgetSession(queryClient);
      return router.navigate({ to: '/sign-in' });
    },
  });
  return (
    <Button
      variant="default"
      fullWidth
      leftSection={<Icon name="signOut" size={16} />}
      loading={signOut.isPending}
      onClick={() => signOut.mutate({})}
    >
      {t('user.signOut')}
    </Button>
  );
}
