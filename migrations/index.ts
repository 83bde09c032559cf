import type { Migration } from 'kysely/migration';
import { up as foundation } from './0001-foundation.ts';
import { up as servicesAndRetention } from './0002-services-and-retention.ts';

/** Every migration by its name, in order. One that has been released is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-foundation': { up: foundation },
  '0002-services-and-retention': { up: servicesAndRetention },
};
