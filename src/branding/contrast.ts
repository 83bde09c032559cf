/** WCAG 2.1 §1.4.3, level AA, for text of normal size. */
export const MIN_CONTRAST = 4.5;

const WHITE = '#ffffff';

/** The ratio of two colours, `#rrggbb`: 1 to 21 (WCAG 2.1, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** White text stands on it, and it is text on white; both are the same ratio. */
export function contrastWithWhite(colour: string): number {
  return contrast(colour, WHITE);
}

/** WCAG 2.1, "relative luminance". */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
