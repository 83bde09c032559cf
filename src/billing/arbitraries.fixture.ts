import * as fc from 'fast-check';
import { addDays } from '../base/warsaw-time.ts';

/** Fifteen years with their leap days and clock changes. */
const DAYS = 15 * 365;

export const anyDay = fc.nat(DAYS).map((days) => addDays('2024-01-01', days));

export const anyInstant = fc.integer({
  min: Date.parse('2024-01-01T00:00:00Z'),
  max: Date.parse('2039-01-01T00:00:00Z'),
});

export const anyAnchor = fc.record({ from: anyDay, day: fc.option(fc.integer({ min: 1, max: 31 })) });
