/** Sound without a header, which nobody can know by its bytes: the sender says what it is. */
export const BARE_FORMATS = ['g722', 'g726-16', 'g726-24', 'g726-32', 'g726-40'] as const;
export type BareFormat = (typeof BARE_FORMATS)[number];
