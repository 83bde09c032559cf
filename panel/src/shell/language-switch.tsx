import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from '../i18n/language.ts';
import { useLanguage } from '../i18n/i18n.ts';

const CHOICES = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }));

/** Chooses the panel's language, at once and for the next visits. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, changeLanguage } = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label={t('user.language')}
      data={CHOICES}
      value={language}
      onChange={changeLanguage}
    />
  );
}
