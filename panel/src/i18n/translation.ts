import type { pl } from './pl.ts';

type Texts<Source> = { readonly [Key in keyof Source]: Source[Key] extends string ? string : Texts<Source[Key]> };

/** Every text of the panel. Polish is written first; another language has exactly its keys. */
export type Translation = Texts<typeof pl>;
