import { z } from 'zod';

const Count = z.int().nonnegative();

/** What is stored, and when it goes. */
export const Forecast = z
  .object({
    recordings: Count,
    bytes: Count,
    lastDays: z.object({ recordings: Count, bytes: Count }).describe('Of calls of the last 30 days.'),
    expiring: z
      .array(z.object({ month: z.string().describe('`YYYY-MM`.'), recordings: Count, bytes: Count }))
      .readonly()
      .describe('By the month in which the retention ends, as the services are now; legal holds keep some longer.'),
  })
  .meta({ id: 'StorageForecast' });
