import { Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copyable.tsx';
import { announcement, type AnnouncementLanguage } from './announcement.ts';

/** The text that callers hear before they are recorded (RODO, article 13), with the company's name. */
export function AnnouncementCard() {
  const { t } = useTranslation();
  const { tenant } = useSession();
  const [language, setLanguage] = useState<AnnouncementLanguage>('pl');
  const text = announcement(language, tenant?.name ?? '');
  return (
    <Card title={t('rules.announcement.title')} lead={t('rules.announcement.lead')}>
      <Stack gap="sm">
        <Group justify="space-between">
          <SegmentedControl
            aria-label={t('rules.announcement.language')}
            value={language}
            onChange={(value) => setLanguage(value)}
            data={[
              { value: 'pl', label: 'Polski' },
              { value: 'en', label: 'English' },
            ]}
          />
          <CopyButton value={text} what={t('rules.announcement.text')} />
        </Group>
        <Textarea
          aria-label={t('rules.announcement.text')}
          value={text}
          readOnly
          autosize
          lang={language}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Text size="sm" c="dimmed">
          {t('rules.announcement.note')}
        </Text>
      </Stack>
    </Card>
  );
}
