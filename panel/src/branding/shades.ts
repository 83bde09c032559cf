import type { MantineColorsTuple } from '@mantine/core';

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** How much of white or black is in each shade; the seventh is the colour itself, on which white text stands. */
const MIXES = [
  [WHITE, 0.93],
  [WHITE, 0.84],
  [WHITE, 0.69],
  [WHITE, 0.52],
  [WHITE, 0.36],
  [WHITE, 0.22],
  [WHITE, 0.1],
  [WHITE, 0],
  [BLACK, 0.2],
  [BLACK, 0.38],
] as const satisfies readonly (readonly [Rgb, number])[];

/** The shades of a colour, `#rrggbb`, from nearly white to dark, as Mantine takes them. */
export function shadesOf(colour: string): MantineColorsTuple {
  return MIXES.map(([other, share]) => hexOf(mix(rgbOf(colour), other, share))) as unknown as MantineColorsTuple;
}

/** The colour, with as much white as it needs to be read on a dark page (WCAG AA). */
export function readableOn(colour: string, page: string, minContrast = 4.5): string {
  for (let share = 0; share < 1; share += 0.05) {
    const lighter = hexOf(mix(rgbOf(colour), WHITE, share));
    if (contrast(lighter, page) >= minContrast) return lighter;
  }
  return '#ffffff';
}

/** WCAG 2.1, as the API calculates it: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(rgbOf(one)), luminance(rgbOf(other))].toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  return one.map((channel, at) => Math.round(channel + (other[at]! - channel) * share)) as unknown as Rgb;
}

function rgbOf(colour: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as unknown as Rgb;
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
