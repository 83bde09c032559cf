import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { SPEEDS } from './speed.ts';

interface SpeedSelectProps {
  speed: number;
  onSpeed: (speed: number) => void;
}

export function SpeedSelect({ speed, onSpeed }: SpeedSelectProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <NativeSelect
      w={92}
      aria-label={t('player.speed')}
      value={String(speed)}
      data={SPEEDS.map((value) => ({ value: String(value), label: `${value.toLocaleString(language)}×` }))}
      onChange={(event) => onSpeed(Number(event.currentTarget.value))}
    />
  );
}
