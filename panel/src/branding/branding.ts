import { type CSSVariablesResolver, type MantineThemeOverride, mergeThemeOverrides } from '@mantine/core';
import { api, client, type ResponseOf } from '../api/client.ts';
import { cssVariables, theme } from '../app/theme.ts';
import { readableOn, shadesOf } from './shades.ts';

export type Branding = ResponseOf<'/api/v1/branding'>;

/** It rarely changes; who opens the panel again sees it. */
const FRESH_MS = 60 * 60_000;

export const brandingQuery = api.queryOptions('get', '/api/v1/branding', {}, { staleTime: FRESH_MS });

/** With what the page that changes it says while there is none. */
export function useBrandingQuery() {
  return api.useQuery('get', '/api/v1/branding', {}, { staleTime: FRESH_MS });
}

export function useBranding(): Branding | null {
  return useBrandingQuery().data ?? null;
}

/** Before anything is shown, so that no other name and colour flash up; null where the API does not answer: then those of the product. */
export async function loadBranding(): Promise<Branding | null> {
  return client.GET('/api/v1/branding').then(
    ({ data }) => data ?? null,
    () => null,
  );
}

/** Of the dark scheme, as in the theme: the page, and the surfaces on it. */
const DARK_SURFACE = '#1a212c';

/** The theme in the operator's colours. */
export function brandedTheme(branding: Branding | null): MantineThemeOverride {
  const { primaryColour = null, accentColour = null } = branding ?? {};
  return mergeThemeOverrides(theme, {
    colors: {
      ...(primaryColour !== null && { brand: shadesOf(primaryColour) }),
      ...(accentColour !== null && { plum: shadesOf(accentColour) }),
    },
    // In the dark scheme, too, white stands on the colour itself.
    ...(primaryColour !== null && { primaryShade: { light: 7, dark: 7 } }),
  });
}

export function brandedVariables(branding: Branding | null): CSSVariablesResolver {
  const { primaryColour = null, accentColour = null } = branding ?? {};
  return (from) => {
    const { variables, light, dark } = cssVariables(from);
    const primary = primaryColour === null ? null : readableOn(primaryColour, DARK_SURFACE);
    const accent = accentColour === null ? null : readableOn(accentColour, DARK_SURFACE);
    return {
      variables,
      light: {
        ...light,
        ...(primaryColour !== null && { '--panel-caller': primaryColour }),
        ...(accentColour !== null && { '--panel-callee': accentColour }),
      },
      dark: {
        ...dark,
        ...(primary !== null && {
          '--mantine-color-anchor': primary,
          '--mantine-color-brand-light-color': primary,
          '--mantine-color-brand-light': `${primary}29`,
          '--mantine-color-brand-light-hover': `${primary}3d`,
          '--panel-caller': primary,
        }),
        ...(accent !== null && { '--panel-callee': accent }),
      },
    };
  };
}
