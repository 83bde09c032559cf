/** Long enough to be told apart, short enough to be typed. */
const MAX_STEM_CHARS = 24;

/** A login made of a name: `Piekarnia Żółw Sp. z o.o.` → `piekarnia-zolw-sp-z-o-o`. */
export function loginStem(name: string): string {
  const stem = name
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_STEM_CHARS)
    .replace(/^-+|-+$/g, '');
  return stem === '' ? 'klient' : stem;
}

/** The logins to try in turn until one is free: `stem`, `stem-2`, `stem-3`, … */
export function loginCandidate(stem: string, attempt: number): string {
  return attempt === 1 ? stem : `${stem}-${attempt}`;
}
