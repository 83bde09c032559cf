import {
  type ActionIconProps,
  type AlertProps,
  type ButtonProps,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type DrawerProps,
  type ModalProps,
  type PaperProps,
  type TableProps,
  type TooltipProps,
} from '@mantine/core';

/** Blue: the product's colour and the caller's channel. Contrast of white text on shade 7: 7.7:1. */
const brand: MantineColorsTuple = [
  '#eff3fb',
  '#dde5f6',
  '#bccbee',
  '#97afe3',
  '#7392d8',
  '#5677cb',
  '#4161bc',
  '#2f4ea3',
  '#264186',
  '#1d3169',
];

/** Plum: the callee's channel; distinguishable from blue in all common forms of colour blindness. */
const plum: MantineColorsTuple = [
  '#fbf0f7',
  '#f4dcec',
  '#e8b9d8',
  '#db93c3',
  '#cf72b0',
  '#bd549b',
  '#a53f84',
  '#88306c',
  '#6d2656',
  '#521c41',
];

/** Green: on. Contrast of white text on shade 7: 5.4:1. */
const on: MantineColorsTuple = [
  '#ecf8f1',
  '#d3eedf',
  '#a6dcbf',
  '#74c79b',
  '#4bb37d',
  '#309c66',
  '#228753',
  '#1b7546',
  '#155c37',
  '#0f4429',
];

/** Red: off, failures, and actions that cannot be undone. Contrast of white text on shade 7: 6.1:1. */
const off: MantineColorsTuple = [
  '#fdf0f0',
  '#fadcdd',
  '#f4b9bb',
  '#eb9093',
  '#e06a6f',
  '#d24a51',
  '#c2343c',
  '#b3262f',
  '#8d1e25',
  '#68161b',
];

/** Amber: waiting or doubtful. Contrast of shade 8 on shade 0: 6.6:1. */
const amber: MantineColorsTuple = [
  '#fdf5e8',
  '#f9e6c8',
  '#f2cd92',
  '#eab35a',
  '#dd9a2e',
  '#c1811c',
  '#a56a12',
  '#8a560c',
  '#6f4409',
  '#543307',
];

/** Bluish gray. Shades 6 and darker have a contrast of at least 4.5:1 on white and on shade 0. */
const gray: MantineColorsTuple = [
  '#f6f7fa',
  '#eef0f5',
  '#e2e6ed',
  '#d1d7e1',
  '#b6bfcd',
  '#8490a3',
  '#596579',
  '#434f62',
  '#2d3748',
  '#1a2230',
];

/** The same gray for the dark scheme, in this order: text, dimmed text, borders, surfaces, page. */
const dark: MantineColorsTuple = [
  '#d8dde7',
  '#bac2d0',
  '#98a3b5',
  '#69758a',
  '#3f495b',
  '#303949',
  '#242c3a',
  '#1a212c',
  '#131820',
  '#0c1016',
];

const FONT =
  'Inter, "Segoe UI Variable Text", "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, system-ui, sans-serif';

export const theme = createTheme({
  colors: { brand, plum, on, off, amber, gray, dark },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  white: '#ffffff',
  black: '#1a2230',
  fontFamily: FONT,
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontFamily: FONT,
    fontWeight: '650',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.25' },
      h2: { fontSize: '1.1875rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '9px', lg: '14px', xl: '20px' },
  shadows: {
    xs: '0 1px 2px rgb(26 34 48 / 6%)',
    sm: '0 1px 2px rgb(26 34 48 / 5%), 0 2px 8px rgb(26 34 48 / 5%)',
    md: '0 2px 4px rgb(26 34 48 / 5%), 0 8px 24px rgb(26 34 48 / 9%)',
    lg: '0 4px 8px rgb(26 34 48 / 5%), 0 16px 48px rgb(26 34 48 / 14%)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Written without `Modal.extend` and the like, which would put these components into the first load.
  components: {
    ActionIcon: { defaultProps: { size: 'lg', variant: 'subtle' } satisfies Partial<ActionIconProps> },
    // Mantine's is announced as an alarm. `role="alert"` is written where one appears in answer to what somebody has just done.
    Alert: { defaultProps: { radius: 'md', role: 'note' } satisfies Partial<AlertProps> },
    Button: { defaultProps: { fw: 600 } satisfies Partial<ButtonProps> },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'lg',
        // Without this role a screen reader takes the heading of a dialog for the banner of the page.
        attributes: { header: { role: 'presentation' } },
      } satisfies Partial<ModalProps>,
      styles: { title: { fontSize: '1.0625rem', fontWeight: 650 } },
    },
    Drawer: {
      defaultProps: { attributes: { header: { role: 'presentation' } } } satisfies Partial<DrawerProps>,
      styles: { title: { fontSize: '1.0625rem', fontWeight: 650 } },
    },
    Paper: { defaultProps: { withBorder: true, radius: 'lg', shadow: 'xs' } satisfies Partial<PaperProps> },
    Table: { defaultProps: { verticalSpacing: 10, horizontalSpacing: 'md' } satisfies Partial<TableProps> },
    Tooltip: {
      defaultProps: {
        openDelay: 300,
        events: { hover: true, focus: true, touch: false },
      } satisfies Partial<TooltipProps>,
    },
  },
});

/** Replaces Mantine's colours whose contrast is below WCAG AA, and adds the panel's own variables. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-error': off[7],
    '--mantine-color-off-light': off[0],
    '--mantine-color-amber-light': amber[0],
    '--mantine-color-amber-light-color': amber[8],
    '--mantine-color-default-border': '#dce1e9',
    '--panel-control-border': gray[5],
    '--panel-page': gray[0],
    '--panel-surface': '#ffffff',
    '--panel-text-strong': gray[9],
    '--panel-caller': brand[6],
    '--panel-callee': plum[6],
  },
  dark: {
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-error': off[3],
    '--mantine-color-anchor': brand[3],
    '--mantine-color-brand-light': 'rgb(115 146 216 / 16%)',
    '--mantine-color-brand-light-hover': 'rgb(115 146 216 / 24%)',
    '--mantine-color-brand-light-color': brand[2],
    '--mantine-color-on-light': 'rgb(75 179 125 / 16%)',
    '--mantine-color-on-light-color': on[2],
    '--mantine-color-off-light': 'rgb(224 106 111 / 16%)',
    '--mantine-color-off-light-color': off[2],
    '--mantine-color-gray-light': 'rgb(152 163 181 / 16%)',
    '--mantine-color-gray-light-color': dark[0],
    '--mantine-color-amber-light': 'rgb(221 154 46 / 16%)',
    '--mantine-color-amber-light-color': amber[2],
    '--mantine-color-default-border': dark[5],
    '--panel-control-border': dark[3],
    '--panel-page': dark[8],
    '--panel-surface': dark[7],
    '--panel-text-strong': '#f2f4f8',
    '--panel-caller': brand[3],
    '--panel-callee': plum[3],
  },
});
