import { Anchor, Stack, Switch, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepOfflinePage, keepsOfflinePage } from '../app/offline-page.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { SchemeSwitch } from '../shell/scheme-switch.tsx';
import { Card } from '../ui/card.tsx';
import { ListSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useChangeSettings, useSettings } from './use-settings.ts';

/** "Ustawienia": how this person sees the panel, and which mails come. */
export function SettingsPage() {
  const { t } = useTranslation();
  const settings = useSettings();
  const change = useChangeSettings();
  return (
    <Stack maw={720}>
      <PageHeader title={t('settings.title')} lead={t('settings.lead')} />
      <Card title={t('settings.look')}>
        <Stack>
          <Setting label={t('product.language')} hint={t('settings.languageHint')}>
            <LanguageSwitch onChange={change.language} />
          </Setting>
          <Setting label={t('user.scheme')} hint={t('settings.schemeHint')}>
            <SchemeSwitch onChange={change.theme} />
          </Setting>
        </Stack>
      </Card>
      <Card title={t('settings.mails')}>
        {settings.isPending && <ListSkeleton label={t('settings.loading')} />}
        {settings.isError && <LoadError error={settings.error} onRetry={() => void settings.refetch()} />}
        {settings.data !== undefined && (
          <Switch
            label={t('settings.mailOfSignIns')}
            description={t('settings.mailOfSignInsHint')}
            checked={settings.data.mailOfSignIns}
            onChange={(event) => change.mailOfSignIns(event.currentTarget.checked)}
          />
        )}
        <Text size="sm" mt="md">
          <Anchor renderRoot={(props) => <Link to="/security" {...props} />}>{t('settings.address')}</Anchor>
        </Text>
      </Card>
      <Card title={t('settings.browser')}>
        <OfflineSwitch />
      </Card>
    </Stack>
  );
}

function Setting({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
  return (
    <div>
      <Text fw={600} size="sm">
        {label}
      </Text>
      <Text size="sm" c="dimmed" mb={6}>
        {hint}
      </Text>
      <div style={{ maxWidth: 360 }}>{children}</div>
    </div>
  );
}

/** Of this browser alone. */
function OfflineSwitch() {
  const { t } = useTranslation();
  const notices = useNotices();
  const [kept, setKept] = useState(keepsOfflinePage);
  return (
    <Switch
      label={t('settings.offline')}
      description={t('settings.offlineHint')}
      checked={kept}
      onChange={(event) => {
        setKept(event.currentTarget.checked);
        void keepOfflinePage(event.currentTarget.checked).catch(notices.failed);
      }}
    />
  );
}
