import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const SCHEMES = ['auto', 'light', 'dark'] as const satisfies readonly MantineColorScheme[];

/** Chooses light or dark, or leaves it to the system. */
export function SchemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label={t('user.scheme')}
      data={SCHEMES.map((value) => ({ value, label: t(`user.schemes.${value}`) }))}
      value={colorScheme}
      onChange={setColorScheme}
    />
  );
}
