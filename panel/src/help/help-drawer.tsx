import { Anchor, Drawer, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/i18n.ts';
import { en } from './en.ts';
import { guideOf } from './guides.ts';
import { pl } from './pl.ts';
import type { HelpTopic } from './topics.ts';

interface HelpDrawerProps {
  topic: HelpTopic;
  /** Of the page. */
  title: string;
  opened: boolean;
  onClose: () => void;
}

/** What the page is for, in a few sentences, and the way to the guide. */
export function HelpDrawer({ topic, title, opened, onClose }: HelpDrawerProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Drawer
      position="right"
      size="sm"
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <Stack>
        <Text>{(language === 'pl' ? pl : en)[topic]}</Text>
        <Anchor href={guideOf(topic, language)} target="_blank" rel="noopener">
          {t('help.guide')}
        </Anchor>
      </Stack>
    </Drawer>
  );
}
