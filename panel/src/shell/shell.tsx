import { Alert, AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ModalsProvider } from '@mantine/modals';
import { lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../app/connection.ts';
import { addDays, formatDate, formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { PlayerDock } from '../player/player-bar.tsx';
import { PlayerProvider } from '../player/player-provider.tsx';
import { useSession } from '../session/session.ts';
import { useChosenLook } from '../settings/use-settings.ts';
import { Icon } from '../ui/icon.tsx';
import { useMenuOverPage } from '../ui/use-environment.ts';
import { ConnectionNotice } from './connection-notice.tsx';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.tsx';

const MAIN_ID = 'content';

const SignInAgain = lazyRouteComponent(() => import('../session/sign-in-again.tsx'), 'SignInAgain');
const RequirementPage = lazyRouteComponent(() => import('../session/requirement-page.tsx'), 'RequirementPage');

/** The pages of a signed-in person; first what this person must do. */
export function Shell() {
  const { requirement } = useSession();
  return requirement === null ? <Frame /> : <RequirementPage />;
}

/** The frame of every page: header, menu, player. */
function Frame() {
  const { t } = useTranslation();
  const { tenant } = useSession();
  const [menuOpened, menu] = useDisclosure(false);
  const phone = useMenuOverPage();
  useChosenLook();
  const { signedOut } = useConnection();
  return (
    <ModalsProvider modalProps={{ closeButtonProps: { 'aria-label': t('dialog.close') } }}>
      <PlayerProvider>
        <a className={classes.skip} href={`#${MAIN_ID}`}>
          {t('menu.skipToContent')}
        </a>
        <AppShell
          header={{ height: 60 }}
          navbar={{ width: 272, breakpoint: 'md', collapsed: { mobile: !menuOpened } }}
          padding={{ base: 'sm', sm: 'lg', lg: 'xl' }}
        >
          <AppShell.Header className={classes.header}>
            <Group gap="sm" wrap="nowrap">
              <Burger
                hiddenFrom="md"
                size="sm"
                opened={menuOpened}
                onClick={menu.toggle}
                aria-label={t(menuOpened ? 'menu.close' : 'menu.open')}
                aria-expanded={menuOpened}
              />
              <Logo />
              {tenant !== null && (
                <Text className={classes.tenant} visibleFrom="sm" truncate>
                  {tenant.name}
                </Text>
              )}
            </Group>
            <UserMenu />
          </AppShell.Header>
          <AppShell.Navbar className={classes.navbar} p="md">
            <Navigation phone={phone} onNavigate={menu.close} />
          </AppShell.Navbar>
          <AppShell.Main className={classes.main} id={MAIN_ID} tabIndex={-1}>
            <div className={classes.page}>
              <ConnectionNotice />
              {tenant?.suspension != null && <Suspended {...tenant.suspension} />}
              {tenant?.leavesOn != null && <Leaving on={tenant.leavesOn} />}
              <Outlet />
            </div>
            <PlayerDock />
          </AppShell.Main>
        </AppShell>
        {signedOut && <SignInAgain />}
      </PlayerProvider>
    </ModalsProvider>
  );
}

/** Above every page of a suspended tenant. */
function Suspended({ since, reason }: { since: string; reason: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Alert
      className={classes.suspended}
      color="amber"
      mb="md"
      icon={<Icon name="warning" />}
      title={t('suspended.title', { date: formatDate(since, language) })}
    >
      <Text size="sm" fw={600}>
        {t('suspended.reason', { reason })}
      </Text>
      <Text size="sm" mt={4}>
        {t('suspended.text')}
      </Text>
    </Alert>
  );
}

/** Above every page of a tenant that leaves. */
function Leaving({ on }: { on: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Alert
      color="amber"
      mb="md"
      icon={<Icon name="warning" />}
      title={t('leaving.title', { date: formatDay(addDays(on, -1), language) })}
    >
      <Text size="sm">{t('leaving.text')}</Text>
    </Alert>
  );
}
