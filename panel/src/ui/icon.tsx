interface IconProps {
  name: IconName;
  /** Width and height in px. */
  size?: number;
}

/** An icon in the colour of the surrounding text. Hidden from screen readers: there is always a text next to it. */
export function Icon({ name, size = 18 }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}

/** SVG paths, stroked 2 units wide in a 24 by 24 view box. */
const ICON_PATHS = {
  speaker: 'M4 9.5v5h3.5L12.5 19V5L7.5 9.5ZM16 9a4.2 4.2 0 0 1 0 6M18.7 6.3a8 8 0 0 1 0 11.4',
  download: 'M12 4v11M7.5 10.5 12 15l4.5-4.5M4.5 19.5h15',
  inbound: 'M18 6 7 17M7 8.5V17h8.5',
  outbound: 'M6 18 17 7M8.5 7H17v8.5',
  internal: 'M4 9h14M14.5 5.5 18 9M20 15H6M9.5 18.5 6 15',
  play: 'M8 5.5v13l10.5-6.5Z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10.5v10.5H9ZM15 9V4.5H4.5V15H9',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 4 2.8 19.5h18.4ZM12 10v4.2M12 17v.01',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5M12 8v.01',
  help: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.5v.01',
  history: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2',
  services: 'M4.5 4.5h6v6h-6ZM13.5 4.5h6v6h-6ZM4.5 13.5h6v6h-6ZM13.5 13.5h6v6h-6Z',
  chevron: 'M7 10l5 5 5-5',
  table: 'M4 5h16v14H4ZM4 10h16M4 14.5h16M10 5v14',
  share:
    'M6 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM17.5 3.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM17.5 15.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM8.3 10.8l7-3.6M8.3 13.2l7 3.6',
  filter: 'M4 6.5h16M7 12h10M10 17.5h4',
  search: 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM16 16l4 4',
  calendar: 'M4.5 6.5h15v13h-15ZM4.5 11h15M8.5 4v4M15.5 4v4',
  refresh: 'M20 11.5A8 8 0 0 0 5.8 7.5L4 9.5M4 4.5v5h5M4 12.5a8 8 0 0 0 14.2 4l1.8-2M20 19.5v-5h-5',
  power: 'M12 4v8M7.2 6.8a7.2 7.2 0 1 0 9.6 0',
  signOut: 'M10 4.5H5v15h5M15.5 8l4 4-4 4M19 12H9.5',
  keyboard: 'M3.5 6.5h17v11h-17ZM7 10v.01M10.3 10v.01M13.7 10v.01M17 10v.01M8 14h8',
  phone:
    'M5 4h4l1.8 4.7-2.2 1.6a11 11 0 0 0 5.1 5.1l1.6-2.2L20 15v4a1.5 1.5 0 0 1-1.6 1.5A15.6 15.6 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4Z',
  users:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5c.4-3.3 3-5.5 6.5-5.5s6.1 2.2 6.5 5.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.2 2.6 3.5 5',
  key: 'M8 11a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM11.5 12.5 20 4M16.5 7.5l3 3',
  lock: 'M5.5 10.5h13v9.5h-13ZM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5',
  receipt: 'M6 3.5h12v17l-3-2-3 2-3-2-3 2ZM9 8.5h6M9 12.5h6',
  mail: 'M3.5 6h17v12.5h-17ZM3.5 7l8.5 6.5L20.5 7',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12h4',
  shield: 'M12 3.5 4.5 6v6c0 4.3 3.1 7 7.5 8.5 4.4-1.5 7.5-4.2 7.5-8.5V6Z',
  building:
    'M5 20.5v-17h10v17M15 9.5h4v11M3 20.5h18M8.5 7.5v.01M11.5 7.5v.01M8.5 11.5v.01M11.5 11.5v.01M8.5 15.5v.01M11.5 15.5v.01',
  log: 'M5 4.5h14v15H5ZM8.5 9h7M8.5 12.5h7M8.5 16h4',
  send: 'M20.5 3.5 3.5 10.5l6.5 3.5 3.5 6.5ZM10 14l4.5-4.5',
  folder: 'M3.5 5.5h6l2 2.5h9v11.5h-17Z',
  archive: 'M3.5 5h17v4h-17ZM5 9v10.5h14V9M10 13h4',
  print: 'M7 8.5V4h10v4.5M7 16.5H4v-8h16v8h-3M7 13.5h10V20H7Z',
  settings: 'M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h9M17 17h3M15 15v4',
  book: 'M6 4h13v16H6ZM3.5 8H8M3.5 12H8M3.5 16H8M11 9h5M11 13h5',
  columns: 'M4 5h16v14H4ZM9.5 5v14M14.5 5v14',
  chart: 'M4 20h16M7 16.5v-5M12 16.5v-10M17 16.5v-7',
  upload: 'M12 16V5M7.5 9.5 12 5l4.5 4.5M4.5 19.5h15',
  plus: 'M12 5v14M5 12h14',
  note: 'M5 4.5h14v10.5l-4.5 4.5H5ZM14.5 19.5V15H19M8.5 9h7M8.5 12.5h4',
  repeat: 'M4.5 12V9.5a3 3 0 0 1 3-3H19M16 3.5l3 3-3 3M19.5 12v2.5a3 3 0 0 1-3 3H5M8 20.5l-3-3 3-3',
  skipSilence: 'M3.5 12h3M8 8v8M12 10v4M14.5 12h6M18 9.5l2.5 2.5-2.5 2.5',
  muted: 'M4 9.5v5h3.5L12.5 19V5L7.5 9.5ZM16 9.5l5 5M21 9.5l-5 5',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5M13.5 11v5',
} as const;

export type IconName = keyof typeof ICON_PATHS;
