import type { ColumnType } from 'kysely';

/** A value the database sets once when the row is made. */
export type SetOnce<T> = ColumnType<T, T, never>;

/** A value the database fills in where none is given. */
export type SetByDatabase<T> = ColumnType<T, T | undefined, never>;
