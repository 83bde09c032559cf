import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const SCHEMES = ['auto', 'light', 'dark'] as const satisfies readonly MantineColorScheme[];

/** Light, dark, or the system's setting. */
export function SchemeSwitch({ onChange }: { onChange: (scheme: MantineColorScheme) => void }) {
  const { t } = useTranslation();
  const { colorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label={t('user.scheme')}
      data={SCHEMES.map((value) => ({ value, label: t(`user.schemes.${value}`) }))}
      value={colorScheme}
      onChange={onChange}
    />
  );
}
