export const help = {
  open: 'Pomoc: do czego służy ta strona',
  guide: 'Więcej w przewodniku (nowa karta)',
} as const;
