import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/i18n.ts';
import { LANGUAGES, type Language } from '../i18n/language.ts';
import { useNotices } from '../ui/feedback.tsx';

const CHOICES = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }));

interface LanguageSwitchProps {
  /** What to do with the choice; otherwise it changes the panel's language now and for the next visits. */
  onChange?: (language: Language) => void;
}

export function LanguageSwitch({ onChange }: LanguageSwitchProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const { language, changeLanguage } = useLanguage();
  const change = onChange ?? ((chosen: Language) => void changeLanguage(chosen).catch(notices.failed));
  return (
    <Button.Group aria-label={t('product.language')}>
      {CHOICES.map(({ value, label }) => (
        <Button
          key={value}
          size="xs"
          fullWidth
          lang={value}
          variant={value === language ? 'light' : 'default'}
          aria-pressed={value === language}
          onClick={() => change(value)}
        >
          {label}
        </Button>
      ))}
    </Button.Group>
  );
}
