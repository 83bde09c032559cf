import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import { type CallSearch, searchTexts } from './call-search.ts';

const FORMATS = ['xlsx', 'csv'] as const;

/** The calls that match the filters as a file for spreadsheets. */
export function ExportMenu({ search }: { search: CallSearch }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const narrow = useNarrowScreen();
  const addressOf = (format: (typeof FORMATS)[number]): string =>
    `/api/v1/calls/export?${new URLSearchParams({ ...searchTexts(search), format, language }).toString()}`;
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        {narrow ? (
          <ActionIcon variant="default" size={36} aria-label={t('callExport.button')}>
            <Icon name="table" />
          </ActionIcon>
        ) : (
          <Button variant="default" leftSection={<Icon name="table" size={16} />}>
            {t('callExport.button')}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item key={format} component="a" href={addressOf(format)} download>
            {t(`callExport.${format}.label`)}
            <Text size="sm" c="dimmed">
              {t(`callExport.${format}.about`)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
