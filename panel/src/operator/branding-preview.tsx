import { Group, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Branding } from '../branding/branding.ts';
import { readableOn } from '../branding/shades.ts';
import { OwnMark } from '../shell/logo.tsx';
import classes from './branding-preview.module.css';

/** Of the theme: what is shown where the operator has chosen nothing. */
const OURS = { primary: '#2f4ea3', accent: '#88306c' };
const SCHEMES = {
  light: { page: '#ffffff', text: '#1a2230' },
  dark: { page: '#1a212c', text: '#d8dde7' },
} as const;

const COLOUR = /^#[0-9a-f]{6}$/;

interface PreviewProps {
  branding: Branding;
  /** As they stand in the form. */
  values: { readonly productName: string; readonly primaryColour: string; readonly accentColour: string };
}

/** The sign-in page in both schemes, as it will look. */
export function BrandingPreview({ branding, values }: PreviewProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Scheme scheme="light" logo={branding.logoUrl} values={values} />
      <Scheme scheme="dark" logo={branding.logoDarkUrl ?? branding.logoUrl} values={values} />
    </SimpleGrid>
  );
}

interface SchemeProps {
  scheme: keyof typeof SCHEMES;
  logo: string | null;
  values: PreviewProps['values'];
}

function Scheme({ scheme, logo, values: { productName, primaryColour, accentColour } }: SchemeProps) {
  const { t } = useTranslation();
  const { page, text } = SCHEMES[scheme];
  const primary = COLOUR.test(primaryColour) ? primaryColour : OURS.primary;
  const accent = COLOUR.test(accentColour) ? accentColour : OURS.accent;
  const shown = (colour: string): string => (scheme === 'dark' ? readableOn(colour, page) : colour);
  return (
    <div className={classes.scheme} style={{ background: page, color: text }}>
      <Text size="xs">{t(scheme === 'light' ? 'branding.previewLight' : 'branding.previewDark')}</Text>
      <Group gap={10} wrap="nowrap" my="sm">
        {logo === null ? <OwnMark size={28} colour={primary} /> : <img src={logo} alt="" className={classes.logo} />}
        <span className={classes.name}>{productName}</span>
      </Group>
      <span className={classes.button} style={{ background: primary }}>
        {t('branding.previewButton')}
      </span>
      <span className={classes.link} style={{ color: shown(primary) }}>
        {t('branding.previewLink')}
      </span>
      <Group gap={4} mt="sm" aria-hidden>
        <span className={classes.channel} style={{ background: shown(primary) }} />
        <span className={classes.channel} style={{ background: shown(accent) }} />
      </Group>
    </div>
  );
}
