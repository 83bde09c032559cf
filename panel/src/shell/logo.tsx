import { Group, Text, useComputedColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useBranding } from '../branding/branding.ts';
import classes from './logo.module.css';

/** The product's logo and name, or the operator's own. */
export function Logo({ size = 30 }: { size?: number }) {
  const { t } = useTranslation();
  const branding = useBranding();
  const isDark = useComputedColorScheme() === 'dark';
  const { logoUrl = null, logoDarkUrl = null, productName } = branding ?? {};
  const own = isDark ? (logoDarkUrl ?? logoUrl) : logoUrl;
  return (
    <Group gap={10} wrap="nowrap">
      {own === null ? (
        <OwnMark size={size} />
      ) : (
        <img src={own} alt="" className={classes.picture} style={{ height: size }} />
      )}
      <Text component="span" className={classes.name}>
        {productName ?? t('product.name')}
      </Text>
    </Group>
  );
}

/** The product's own mark. */
export function OwnMark({ size, colour }: { size: number; colour?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect
        className={classes.tile}
        width="32"
        height="32"
        rx="9"
        {...(colour !== undefined && { style: { fill: colour } })}
      />
      <path className={classes.bars} d="M8 14.5v3M13.3 10v12M18.7 6.5v19M24 12v8" />
    </svg>
  );
}
