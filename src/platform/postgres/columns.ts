import type { ColumnType } from 'kysely';

/** Set when the row is inserted, never changed. */
export type SetOnce<T> = ColumnType<T, T, never>;

/** The database fills it in if no value is given; never changed. */
export type SetByDatabase<T> = ColumnType<T, T | undefined, never>;

/** May be left out when the row is inserted. */
export type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;
